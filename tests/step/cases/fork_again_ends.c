/* expect: holds */

/* Each child has what its parent has open at that fork: no more, no less. */

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

static int
end_of_pipe(int end)
{
    char byte;
    int count = 0;

    while (read(end, &byte, 1) == 1)
        count++;
    return count;
}

int
main(void)
{
    int ends[2], later[2], status;

    if (pipe(ends) == -1)
        return 2;
    for (int i = 0; i < 2; i++) {
        if (fork() == 0)
            _exit(write(ends[1], "x", 1) != 1);
        wait(NULL);
    }
    close(ends[1]);
    if (end_of_pipe(ends[0]) != 2)
        return 1;
    /* The number of what its parent has closed, and opens again later. */
    if (fork() == 0)
        _exit(write(ends[1], "x", 1) != -1 || errno != EBADF);
    if (pipe(later) == -1)
        return 2;
    wait(&status);
    return status;
}
