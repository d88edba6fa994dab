/* expect: holds */

/* main may end the process once the semaphore is posted. */

#include <pthread.h>
#include <semaphore.h>
static sem_t done;
static void *
worker(void *unused)
{
    sem_post(&done);
    return unused;
}
int
main(void)
{
    pthread_t t;
    sem_init(&done, 0, 0);
    pthread_create(&t, NULL, worker, NULL);
    sem_wait(&done);
    return 0;
}
