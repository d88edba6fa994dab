/* expect: refused; says: nobody reads any more */

/* The program is not killed, as the worker would be: it looks at the error. */

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(int count, char **names)
{
    int ends[2];
    if (count > 1) {
        signal(SIGPIPE, SIG_IGN);
        return write(STDOUT_FILENO, "a", 1) != -1 || errno != EPIPE;
    }
    if (pipe(ends) == -1 || close(ends[0]) == -1)
        return 2;
    if (fork() == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl(names[0], names[0], "other", (char *)NULL);
        _exit(127);
    }
    wait(NULL);
}
