/* expect: holds */

/* Two ends may be told by one signal: the handler asks until there is no more.
 * (sigchld_once.c asks once.) */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t reaped;
static void
on(int n)
{
    (void)n;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        reaped++;
}
int
main(void)
{
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, &before);
    signal(SIGCHLD, on);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(0);
    while (reaped < 2)
        sigsuspend(&before);
}
