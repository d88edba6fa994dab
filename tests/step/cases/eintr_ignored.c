/* expect: crashes; options: --faults=eintr; says: is interrupted */

/* A worker that takes an interrupted wait for its end comes in unlocked. */

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
static sem_t lock;
static int inside;
static void *
worker(void *unused)
{
    sem_wait(&lock);
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
