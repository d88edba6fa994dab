/* expect: holds */

/* Of two signals with the same number, the first waits, and says who has sent
 * it. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    siginfo_t sent, ended;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    pid_t child = fork();
    if (child == 0) {
        kill(getppid(), SIGUSR1);
        _exit(3);
    }
    waitpid(child, NULL, 0);
    kill(getpid(), SIGUSR1);
    if (sigwaitinfo(&set, &sent) != SIGUSR1 ||
        sigwaitinfo(&set, &ended) != SIGCHLD)
        return 1;
    return sent.si_signo != SIGUSR1 || sent.si_code != SI_USER ||
           sent.si_pid != child || ended.si_code != CLD_EXITED ||
           ended.si_pid != child || ended.si_status != 3;
}
