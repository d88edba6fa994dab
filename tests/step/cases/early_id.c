/* expect: fails; says: exits with 1 */

/* The first thread may run before main has stored the second one's id: which
 * pthread_create does, and a cancellation would need. */

#include <pthread.h>

static pthread_t first, second;
static int too_early;

static void *
worker(void *unused)
{
    too_early = second == 0;
    return unused;
}

static void *
other(void *unused)
{
    return unused;
}

int
main(void)
{
    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, other, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return too_early;
}
