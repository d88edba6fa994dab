/* expect: holds; options: --preemptions=0 */

/* The other program gets only the end that it reads from. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2], status;
    if (pipe2(ends, O_CLOEXEC) == -1)
        return 2;
    if (fork() == 0) {
        dup2(ends[0], STDIN_FILENO);
        execl("/bin/cat", "cat", (char *)NULL);
        _exit(127);
    }
    close(ends[0]);
    close(ends[1]);
    wait(&status);
    return status;
}
