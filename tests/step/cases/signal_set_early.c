/* expect: deadlocks; says: no signal comes */

/* Main blocks a signal when it has made its first child, but not yet its last:
 * the signal of the first may have come before, and is then ignored. */

#include <signal.h>
#include <unistd.h>
int
main(void)
{
    sigset_t set;
    int signal;
    pid_t parent = getpid();
    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    if (fork() == 0) {
        kill(parent, SIGWINCH);
        _exit(0);
    }
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (fork() == 0)
        _exit(0);
    return sigwait(&set, &signal) != 0;
}
