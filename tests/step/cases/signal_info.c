/* expect: holds */

/* A handler answers whoever has sent the signal, and is told how its child has
 * ended. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t asked, answered, status, wrong;
static pid_t child;
static void
on(int n, siginfo_t *info, void *context)
{
    (void)context;
    wrong |= info->si_signo != n || info->si_uid != getuid();
    if (n == SIGUSR1) {
        asked = info->si_pid == child && info->si_code == SI_USER;
        kill(info->si_pid, SIGUSR2);
    } else if (n == SIGUSR2) {
        answered = info->si_pid == getppid() && info->si_code == SI_USER;
    } else if (info->si_code == CLD_EXITED && info->si_pid == child) {
        status = info->si_status;
    }
}
int
main(void)
{
    struct sigaction action = {.sa_sigaction = on, .sa_flags = SA_SIGINFO};
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, &before);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    sigaction(SIGCHLD, &action, NULL);
    child = fork();
    if (child == 0) {
        kill(getppid(), SIGUSR1);
        while (!answered)
            sigsuspend(&before);
        _exit(7 + wrong);
    }
    while (!asked || status == 0)
        sigsuspend(&before);
    wait(NULL);
    return wrong || status != 7;
}
