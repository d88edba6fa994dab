/* expect: holds */

/* Signal 0 asks whether a thread lives. */

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
static sem_t s;
static void *
worker(void *unused)
{
    sem_wait(&s);
    return unused;
}
int
main(void)
{
    pthread_t t;
    sem_init(&s, 0, 0);
    pthread_create(&t, NULL, worker, NULL);
    int result = pthread_kill(t, 0);
    sem_post(&s);
    pthread_join(t, NULL);
    return result;
}
