/* expect: holds; options: --preemptions=0 */

/* A loop that waits for the clock comes to its end, however often all is the
 * same in between. */

#include <pthread.h>
#include <time.h>

static int total;

static void *
worker(void *waits)
{
    time_t begin = time(NULL);

    while (waits != NULL && time(NULL) == begin)
        continue;
    __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, &first);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return total != 2;
}
