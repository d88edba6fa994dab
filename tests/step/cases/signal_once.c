/* expect: holds */

/* A handler with SA_RESETHAND is gone when it has been run. */

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
    struct sigaction action = {.sa_handler = on, .sa_flags = SA_RESETHAND};
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    assert(got == 1);
    sigaction(SIGUSR1, NULL, &action);
    assert(action.sa_handler == SIG_DFL && action.sa_flags & SA_RESETHAND);
    return unused;
}
int
main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
}
