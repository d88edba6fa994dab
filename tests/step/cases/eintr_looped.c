/* expect: holds; options: --faults=eintr:2 */

/* To wait again when the wait was interrupted is right. */

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
static sem_t lock;
static int inside;
static void *
worker(void *unused)
{
    while (sem_wait(&lock) == -1)
        assert(errno == EINTR);
    assert(__sync_fetch_and_add(&inside, 1) == 0);
    __sync_fetch_and_sub(&inside, 1);
    sem_post(&lock);
    return unused;
}
int
main(void)
{
    pthread_t p, q;
    sem_init(&lock, 0, 1);
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
}
