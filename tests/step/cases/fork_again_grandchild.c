/* expect: refused; says: is itself a late child */

/* A grandchild has what its parent has open, not what main has. */

#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int ends[2];

    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0)
        _exit(0);
    wait(NULL);
    if (fork() == 0) {
        close(ends[1]);
        if (fork() == 0)
            _exit(write(ends[1], "x", 1) != -1);
        wait(NULL);
        _exit(0);
    }
    wait(NULL);
    return 0;
}
