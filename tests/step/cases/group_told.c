/* expect: holds */

/* A process asks for its group and its session: those of its parent. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status, sum = 0;

    setpgid(0, 0);
    pid_t group = getpgrp(), session = getsid(0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(getpgrp() == group && getpgid(0) == getppid() &&
                  getpgid(getpid()) == group && getsid(0) == session);
    while (wait(&status) > 0)
        sum += WEXITSTATUS(status);
    return sum != 2 || group != getpid() || getpgrp() != group;
}
