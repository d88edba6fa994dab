/* expect: fails; says: <- */

/* Main changes what its first thread changes, before it makes the second. */

#include <pthread.h>

static int total;

static void *
worker(void *unused)
{
    total++;
    return unused;
}

int
main(void)
{
    pthread_t first, second;

    if (pthread_create(&first, NULL, worker, NULL) != 0)
        return 2;
    total += 10;
    if (pthread_create(&second, NULL, worker, NULL) != 0)
        return 2;
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return total < 10;
}
