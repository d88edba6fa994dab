/* expect: holds */

/* The second child inherits a descriptor that was not there at first. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2];
    char byte;

    if (fork() == 0)
        _exit(0);
    wait(NULL);
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0)
        _exit(write(ends[1], "x", 1) != 1);
    return read(ends[0], &byte, 1) != 1 || wait(NULL) == -1;
}
