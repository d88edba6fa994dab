/* expect: holds; options: --preemptions=1 */

/* A loop that waits for the clock comes to its end, however often all is the
 * same in between. */

#include <pthread.h>
#include <time.h>

static volatile int total;

static long
tick(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return now.tv_nsec;
}

static void *
worker(void *unused)
{
    long begin = tick();

    while (tick() == begin)
        continue;
    __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    return unused;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return total != 2;
}
