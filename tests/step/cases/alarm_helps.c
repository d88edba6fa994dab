/* expect: unproved; says: a signal comes */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <unistd.h>
static sem_t s;
static void
on_alarm(int signal)
{
    (void)signal;
    sem_post(&s);
}
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
    signal(SIGALRM, on_alarm);
    alarm(1);
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
}
