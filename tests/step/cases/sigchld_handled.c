/* expect: fails */

/* The handler reaps the child, so the wait in main may find none. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static void
on(int n)
{
    (void)n;
    waitpid(-1, NULL, WNOHANG);
}
int
main(void)
{
    signal(SIGCHLD, on);
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    return waitpid(child, NULL, 0) != child;
}
