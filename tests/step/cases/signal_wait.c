/* expect: holds */

/* A thread takes blocked signals as messages, whether they come before it waits
 * or after. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
static sigset_t set;
static void *
worker(void *unused)
{
    int first, second;
    sigwait(&set, &first);
    sigwait(&set, &second);
    return first + second == SIGUSR1 + SIGTERM ? unused : &set;
}
int
main(void)
{
    pthread_t t;
    void *wrong;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&t, NULL, worker, NULL);
    pthread_kill(t, SIGUSR1);
    kill(getpid(), SIGTERM);
    pthread_join(t, &wrong);
    return wrong != NULL;
}
