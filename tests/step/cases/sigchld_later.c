/* expect: fails */

/* Main ignores SIGCHLD only when its child may have ended already: what it said
 * then counts. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    signal(SIGCHLD, SIG_IGN);
    return wait(NULL) != -1;
}
