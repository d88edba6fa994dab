/* expect: holds */

/* Where all sleep, the alarm comes: also one that was set before the first
 * task was made. */

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <unistd.h>
static sem_t s;
static void
on(int n)
{
    (void)n;
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
    signal(SIGALRM, on);
    alarm(9);
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
}
