/* expect: holds */

/* A child turns until its parent's signal comes. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t stopped;
static void
stop(int n)
{
    (void)n;
    stopped = 1;
}
int
main(void)
{
    int status;
    signal(SIGTERM, stop);
    pid_t child = fork();
    if (child == 0) {
        while (!stopped)
            ;
        _exit(7);
    }
    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    return WEXITSTATUS(status) != 7;
}
