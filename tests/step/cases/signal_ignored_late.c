/* expect: holds */

/* A signal that waits is forgotten when it is to be ignored from then on; so is
 * one that is ignored when it could come. */

#include <assert.h>
#include <pthread.h>
#include <signal.h>
static volatile sig_atomic_t got;
static void
on(int n)
{
    (void)n;
    got++;
}
static void *
worker(void *unused)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGWINCH);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR1, on);
    raise(SIGWINCH);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGWINCH, on);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    assert(got == 0);
    raise(SIGUSR1);
    assert(got == 1);
    return unused;
}
int
main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
}
