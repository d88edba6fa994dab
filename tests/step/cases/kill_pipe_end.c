/* expect: holds; options: --faults=kill */

/* What a process has open is closed when it is killed: the reader sees the end.
 */

#include <assert.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2], status;
    char byte;
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0) {
        write(ends[1], "x", 1);
        _exit(0);
    }
    close(ends[1]);
    ssize_t length = read(ends[0], &byte, 1);
    wait(&status);
    assert(length == 1 || (length == 0 && WIFSIGNALED(status)));
}
