/* expect: holds */

/* Parent and child take turns, by a signal that is blocked except in
 * sigsuspend. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t got;
static sigset_t before;
static void
on(int n)
{
    (void)n;
    got = 1;
}
static void
wait_for_turn(void)
{
    while (!got)
        sigsuspend(&before);
    got = 0;
}
int
main(void)
{
    sigset_t set;
    pid_t parent = getpid();
    signal(SIGUSR1, on);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &before);
    pid_t child = fork();
    for (int i = 0; i < 2; i++) {
        if (child == 0)
            wait_for_turn();
        kill(child == 0 ? parent : child, SIGUSR1);
        if (child != 0)
            wait_for_turn();
    }
    if (child == 0)
        _exit(0);
    return wait(NULL) != child;
}
