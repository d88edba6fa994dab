/* expect: refused; says: asks for a siginfo_t */

/* Who has sent a signal is not kept. */

#include <pthread.h>
#include <signal.h>
static volatile sig_atomic_t from;
static void
on(int n, siginfo_t *info, void *context)
{
    (void)n, (void)context;
    from = info->si_pid;
}
static void *
worker(void *unused)
{
    return unused;
}
int
main(void)
{
    struct sigaction action = {.sa_sigaction = on, .sa_flags = SA_SIGINFO};
    pthread_t t;
    sigaction(SIGUSR1, &action, NULL);
    pthread_create(&t, NULL, worker, NULL);
    pthread_kill(t, SIGUSR1);
    pthread_join(t, NULL);
}
