/* expect: holds; options: --preemptions=0 */

/* A filter that would clean up if nobody read what it writes. */

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int in[2], out[2];
    char text[8];
    if (pipe(in) == -1 || pipe(out) == -1 || write(in[1], "b\na\n", 4) != 4)
        return 2;
    if (fork() == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        close(in[0]);
        close(in[1]);
        close(out[0]);
        close(out[1]);
        execlp("sort", "sort", (char *)NULL);
        _exit(127);
    }
    close(in[1]);
    wait(NULL);
    return read(out[0], text, sizeof(text)) != 4 || memcmp(text, "a\nb\n", 4);
}
