/* expect: fails */

/* A handler without SA_RESTART interrupts a wait for a semaphore. */

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
static sem_t ready;
static void
on(int n)
{
    (void)n;
}
static void *
worker(void *unused)
{
    return sem_wait(&ready) == 0 ? unused : &ready;
}
int
main(void)
{
    struct sigaction action = {.sa_handler = on, .sa_flags = 0};
    pthread_t t;
    void *wrong;
    sigaction(SIGUSR1, &action, NULL);
    sem_init(&ready, 0, 0);
    pthread_create(&t, NULL, worker, NULL);
    pthread_kill(t, SIGUSR1);
    sem_post(&ready);
    pthread_join(t, &wrong);
    return wrong != NULL;
}
