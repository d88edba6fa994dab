/* expect: deadlocks; says: sleeps in read */

/* A child that is made late reads to the end, and has the other end open
 * itself. */

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
    if (fork() == 0) {
        while (read(ends[0], &byte, 1) == 1)
            ;
        _exit(0);
    }
    close(ends[1]);
    wait(NULL);
    return 0;
}
