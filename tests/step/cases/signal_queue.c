/* expect: holds */

/* A value goes with a signal; of two with the same number, the first waits. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
static volatile long got;
static void
on(int n, siginfo_t *info, void *context)
{
    (void)n;
    (void)context;
    got = info->si_code == SI_QUEUE && info->si_pid == getpid()
              ? (long)info->si_value.sival_ptr
              : -1;
}
static void *
worker(void *main_thread)
{
    union sigval value = {.sival_ptr = (void *)(1L << 40)};
    sigqueue(getpid(), SIGUSR1, value);
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 2});
    kill(getpid(), SIGUSR1);
    pthread_sigqueue(*(pthread_t *)main_thread, SIGUSR2, value);
    return NULL;
}
int
main(void)
{
    struct sigaction action = {.sa_sigaction = on, .sa_flags = SA_SIGINFO};
    static pthread_t self;
    siginfo_t info;
    sigset_t set;
    pthread_t t;
    self = pthread_self();
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    sigaction(SIGUSR2, &action, NULL);
    pthread_create(&t, NULL, worker, &self);
    pthread_join(t, NULL);
    if (sigwaitinfo(&set, &info) != SIGUSR1 || info.si_code != SI_QUEUE ||
        info.si_pid != getpid())
        return 1;
    return info.si_value.sival_ptr != (void *)(1L << 40) || got != 1L << 40;
}
