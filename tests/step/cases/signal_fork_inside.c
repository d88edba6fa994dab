/* expect: holds */

/* A handler forks, and both return from it. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t is_child;
static void
on(int n)
{
    (void)n;
    is_child = fork() == 0;
}
int
main(void)
{
    int status;
    signal(SIGUSR1, on);
    if (fork() == 0) {
        raise(SIGUSR1);
        if (is_child)
            _exit(7);
        wait(&status);
        _exit(WEXITSTATUS(status) + 1);
    }
    wait(&status);
    return WEXITSTATUS(status) != 8;
}
