/* expect: holds */

/* A reader sees the end of the pipe when no process has its other end open. */

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
        close(ends[0]);
        if (fork() == 0)
            _exit(write(ends[1], "x", 1) != 1);
        wait(NULL);
        _exit(0);
    }
    close(ends[1]);
    while (read(ends[0], &byte, 1) == 1)
        ;
    wait(NULL);
}
