/* expect: refused; says: where it goes on after it */

/* A handler may change the registers that it gives back: not what comes next.
 */

#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <ucontext.h>
static volatile sig_atomic_t turns;
static void
on(int n, siginfo_t *info, void *context)
{
    ucontext_t *interrupted = context;
    (void)n, (void)info;
    turns++;
#ifdef __x86_64__
    interrupted->uc_mcontext.gregs[REG_RIP] += 2;
#else
    interrupted->uc_mcontext.pc += 4;
#endif
}
static void *
worker(void *unused)
{
    while (turns == 0)
        ;
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
