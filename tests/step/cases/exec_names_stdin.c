/* expect: refused; options: --max-seconds=10; says: looks at /dev/stdin */

/* By that name it would get a file that step has at its own input. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status, ends[2];

    if (pipe(ends) == -1)
        return 1;
    if (fork() == 0) {
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        close(ends[1]);
        execlp("cat", "cat", "/dev/stdin", (char *)NULL);
        _exit(127);
    }
    close(ends[0]);
    if (write(ends[1], "abc", 3) != 3)
        return 1;
    close(ends[1]);
    wait(&status);
    return status;
}
