/* expect: fails */

/* A thread that waits for a signal takes it before the handler of another
 * thread of the same process, even of the sender, can. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
static volatile sig_atomic_t got;
static sigset_t set;
static void
on(int n)
{
    (void)n;
    got = 1;
}
static void *
work(void *unused)
{
    int n;
    sigwait(&set, &n);
    return unused;
}
int
main(void)
{
    sigset_t before;
    pthread_t thread;
    signal(SIGUSR1, on);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, &before);
    pthread_create(&thread, NULL, work, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    kill(getpid(), SIGUSR1);
    return !got;
}
