/* expect: holds; options: --expect-output=none */

/* There is no such program; the child says so, and its parent hears of it. */

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    if (fork() == 0)
        _exit(0);
    pid_t child = vfork();
    if (child == 0) {
        execl("/no/such/program", "program", (char *)NULL);
        if (errno == ENOENT)
            printf("none");
        fflush(stdout);
        _exit(127);
    }
    waitpid(child, &status, 0);
    wait(NULL);
    return status != 127 << 8;
}
