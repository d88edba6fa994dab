/* expect: holds; says: these crash in each schedule */

/* Children that are to crash, and a parent that is told so. */

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int
signal_of_child(void)
{
    int status;

    wait(&status);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int
main(void)
{
    volatile int zero = 0;

    if (fork() == 0)
        abort();
    if (signal_of_child() != SIGABRT)
        return 1;
    if (fork() == 0)
        _exit(7 / zero);
    return signal_of_child() != SIGFPE;
}
