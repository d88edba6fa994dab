/* expect: fails */

/* One handler interrupts another, whose update undoes its own. */

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
static volatile int count, seen;
static sem_t sent;
static void
on(int n)
{
    (void)n;
    int value = count;
    seen = value;
    count = value + 1;
}
static void *
worker(void *unused)
{
    while (sem_wait(&sent) == -1)
        ;
    return unused;
}
int
main(void)
{
    pthread_t t;
    signal(SIGUSR1, on);
    signal(SIGUSR2, on);
    sem_init(&sent, 0, 0);
    pthread_create(&t, NULL, worker, NULL);
    pthread_kill(t, SIGUSR1);
    pthread_kill(t, SIGUSR2);
    sem_post(&sent);
    pthread_join(t, NULL);
    return count == 1;
}
