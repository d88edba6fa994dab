/* expect: holds; says: these crash in each schedule */

/* A child that crashes, as its parent expects, gives back its end of a pipe. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    volatile int *volatile nowhere = NULL;
    int ends[2], status;
    char byte;
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0)
        *nowhere = 1;
    close(ends[1]);
    if (wait(&status) == -1 || !WIFSIGNALED(status))
        return 2;
    return read(ends[0], &byte, 1) != 0;
}
