/* expect: deadlocks; options: --faults=kill; says: is killed */

/* What a process has open is closed when it is killed: the reader sees the
 * end. But who keeps the writer's end open himself, waits for ever. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2];
    char byte;
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0) {
        write(ends[1], "x", 1);
        _exit(0);
    }
    return read(ends[0], &byte, 1) != 1;
}
