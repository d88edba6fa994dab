/* expect: refused; says: sends SIGTERM at */

/* How a program ends that kills itself is not followed. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0)
        _exit(0);
    wait(NULL);
    kill(getpid(), SIGTERM);
}
