/* expect: holds; options: --preemptions=0 --expect-output=hi */

/* Main itself becomes the program that reads what the child's writes. */

#include <unistd.h>
int
main(void)
{
    int ends[2];
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl("/bin/echo", "echo", "hi", (char *)NULL);
        _exit(127);
    }
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl("/bin/cat", "cat", (char *)NULL);
    return 127;
}
