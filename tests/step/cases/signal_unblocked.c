/* expect: holds */

/* A signal that waits comes before the call returns that unblocks it; one that
 * a worker sends to itself, before that call returns. */

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
    raise(SIGUSR1);
    assert(got == 1);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    assert(got == 1);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    assert(got == 2);
    return unused;
}
int
main(void)
{
    pthread_t t;
    signal(SIGUSR1, on);
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
}
