/* expect: holds */

/* Another program is told how its descriptors are open: this end is to be read,
 * and does not block. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HIGH = 5 };

int
main(int count, char **argument)
{
    int ends[2], status;

    if (count > 1)
        return (fcntl(HIGH, F_GETFL) & (O_ACCMODE | O_NONBLOCK)) !=
               (O_RDONLY | O_NONBLOCK);
    if (pipe2(ends, O_NONBLOCK) == -1)
        return 2;
    if (fork() == 0) {
        dup2(ends[0], HIGH);
        execl(argument[0], argument[0], "again", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return status != 0;
}
