/* expect: holds */

/* waitid, in each form: what it tells, and what it leaves for the next. */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static int
differs(const siginfo_t *info, pid_t process, int code, int status)
{
    return info->si_signo != SIGCHLD || info->si_errno != 0 ||
           info->si_pid != process || info->si_uid != getuid() ||
           info->si_code != code || info->si_status != status;
}
static int
is_not_empty(const siginfo_t *info)
{
    return info->si_signo != 0 || info->si_pid != 0;
}
int
main(void)
{
    siginfo_t info;
    pid_t first, second;
    setpgid(0, 0);
    if ((first = fork()) == 0)
        _exit(7);
    if ((second = fork()) == 0) {
        pause();
        _exit(0);
    }
    memset(&info, 1, sizeof(info));
    if (waitid(P_PID, (id_t)second, &info, WEXITED | WNOHANG) != 0 ||
        is_not_empty(&info))
        return 1;
    if (waitid(P_PID, (id_t)first, &info, WEXITED | WNOWAIT) != 0 ||
        differs(&info, first, CLD_EXITED, 7))
        return 2;
    if (waitid(P_PGID, (id_t)getpid(), &info, WEXITED) != 0 ||
        differs(&info, first, CLD_EXITED, 7))
        return 3;
    if (kill(second, SIGKILL) != 0 || waitid(P_ALL, 0, &info, WEXITED) != 0 ||
        differs(&info, second, CLD_KILLED, SIGKILL))
        return 4;
    memset(&info, 1, sizeof(info));
    return waitid(P_ALL, 0, &info, WEXITED) != -1 || is_not_empty(&info) ? 5
                                                                         : 0;
}
