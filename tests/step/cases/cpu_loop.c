/* expect: unended; options: --max-seconds=3 --preemptions=0 */

/* A loop that waits for another processor may end, however often all is the
 * same in between: no deadlock. */

#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>

static int total;

static void *
worker(void *waits)
{
    int first = sched_getcpu();

    while (waits != NULL && sched_getcpu() == first)
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
