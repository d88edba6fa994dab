/* expect: crashes */

/* Of two who wait until a time, the second may be the first to run out of it;
 * the schedule that shows it can be played. */

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>
static sem_t never;
static int first;
static void *
worker(void *number)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 100;
    assert(sem_timedwait(&never, &until) == -1 && errno == ETIMEDOUT);
    __sync_val_compare_and_swap(&first, 0, *(int *)number);
    return NULL;
}
int
main(void)
{
    static int one = 1, two = 2;
    pthread_t p, q;
    sem_init(&never, 0, 0);
    pthread_create(&p, NULL, worker, &one);
    pthread_create(&q, NULL, worker, &two);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    assert(first == 1);
}
