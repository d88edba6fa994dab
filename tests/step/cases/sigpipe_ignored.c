/* expect: holds */

/* A process that ignores SIGPIPE outlives a write that nobody can read. */

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0) {
        close(ends[0]);
        _exit(0);
    }
    close(ends[0]);
    wait(NULL);
    return write(ends[1], "x", 1) != -1 || errno != EPIPE;
}
