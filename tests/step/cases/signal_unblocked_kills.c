/* expect: unproved; says: for a moment */

/* A signal that waits ends the child when it no longer blocks it; where it does
 * not block it yet, at once. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    sigset_t set;
    int status;
    pid_t child = fork();
    if (child == 0) {
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigprocmask(SIG_BLOCK, &set, NULL);
        sigprocmask(SIG_UNBLOCK, &set, NULL);
        pause();
    }
    kill(child, SIGTERM);
    wait(&status);
    return !WIFSIGNALED(status) || WTERMSIG(status) != SIGTERM;
}
