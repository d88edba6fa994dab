/* expect: fails */

/* WNOWAIT leaves the child: where it has ended by then, it is counted twice. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    siginfo_t info;
    int ended = 0;
    if (fork() == 0)
        _exit(0);
    info.si_pid = 0;
    waitid(P_ALL, 0, &info, WEXITED | WNOWAIT | WNOHANG);
    ended += info.si_pid != 0;
    waitid(P_ALL, 0, &info, WEXITED);
    ended += info.si_pid != 0;
    return ended != 1;
}
