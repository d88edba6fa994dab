/* expect: deadlocks; says: sigtimedwait: no signal comes */

/* A signal that already waits is not counted: two are sent, one may come. */

#include <pthread.h>
#include <signal.h>
static sigset_t set;
static void *
worker(void *unused)
{
    int signal;
    sigwait(&set, &signal);
    sigwait(&set, &signal);
    return unused;
}
int
main(void)
{
    pthread_t t;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&t, NULL, worker, NULL);
    pthread_kill(t, SIGUSR1);
    pthread_kill(t, SIGUSR1);
    pthread_join(t, NULL);
}
