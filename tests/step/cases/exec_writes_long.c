/* expect: holds; options: --preemptions=0 */

/* One write of more than a page returns all of it, if there is room. */

#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BYTES = 9000 };

int
main(int count, char **argument)
{
    static char text[BYTES], back[4 * BYTES];
    struct iovec pieces[] = {{text, 5000}, {text, 1}, {text, BYTES - 1}};
    int ends[2], status;
    if (count > 1)
        return write(1, text, BYTES) != BYTES || write(1, text, 8192) != 8192 ||
               writev(1, pieces, 3) != 5000 + BYTES;
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl(argument[0], argument[0], "again", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return status != 0 ||
           read(ends[0], back, sizeof(back)) != 2 * BYTES + 8192 + 5000;
}
