/* expect: unproved; says: a signal comes */

/* A thread waits for the user's Ctrl-C as well. */

#include <pthread.h>
#include <signal.h>
static sigset_t set;
static void *
worker(void *unused)
{
    int signal;
    sigwait(&set, &signal);
    return unused;
}
int
main(void)
{
    pthread_t t;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
}
