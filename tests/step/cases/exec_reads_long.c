/* expect: refused; says: which reads more than 4096 bytes at once */

/* One read returns all that is in the pipe, though it is more than a page. */

#include <sys/wait.h>
#include <unistd.h>

enum { BYTES = 5000 };

int
main(int count, char **argument)
{
    static char text[2 * BYTES];
    int ends[2], status;

    if (count > 1)
        return read(STDIN_FILENO, text, sizeof(text)) != BYTES;
    if (pipe(ends) == -1 || write(ends[1], text, BYTES) != BYTES)
        return 2;
    if (fork() == 0) {
        dup2(ends[0], STDIN_FILENO);
        execl(argument[0], argument[0], "again", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return status != 0;
}
