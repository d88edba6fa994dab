/* expect: fails; says: exits with 3 */

/* Of two children that end while the signal waits, the first is told, whichever
 * that is, and the other is lost. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t told, second;
static pid_t child[2];
static void
on(int n, siginfo_t *info, void *context)
{
    (void)n, (void)context;
    told++;
    second = info->si_pid == child[1];
}
int
main(void)
{
    struct sigaction action = {.sa_sigaction = on, .sa_flags = SA_SIGINFO};
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, &before);
    sigaction(SIGCHLD, &action, NULL);
    for (int i = 0; i < 2; i++) {
        child[i] = fork();
        if (child[i] == 0)
            _exit(0);
    }
    waitid(P_PID, (id_t)child[0], NULL, WEXITED | WNOWAIT);
    waitid(P_PID, (id_t)child[1], NULL, WEXITED | WNOWAIT);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return told != 1 ? 2 : second ? 3 : 0;
}
