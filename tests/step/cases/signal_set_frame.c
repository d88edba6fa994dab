/* expect: refused; says: in memory that others use too at */

/* The set is in the frame of main, whose place exit uses once more. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
static void *
worker(void *set)
{
    int signal;
    sigwait(set, &signal);
    return NULL;
}
int
main(void)
{
    sigset_t set;
    pthread_t t;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&t, NULL, worker, &set);
    kill(getpid(), SIGUSR1);
    pthread_join(t, NULL);
}
