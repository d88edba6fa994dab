/* expect: refused; says: which calls ioctl */

/* How much is in the pipe? What stands for it is empty. */

#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(int count, char **argument)
{
    int ends[2], bytes = 0, status;

    if (count > 1)
        return ioctl(STDIN_FILENO, FIONREAD, &bytes) != 0 || bytes != 3;
    if (pipe(ends) == -1 || write(ends[1], "abc", 3) != 3)
        return 2;
    if (fork() == 0) {
        dup2(ends[0], STDIN_FILENO);
        execl(argument[0], argument[0], "again", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return status != 0;
}
