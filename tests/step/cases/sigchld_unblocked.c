/* expect: deadlocks; says: 2 schedules, 1 ends in a deadlock */

/* The child may end before main blocks its signal, which is then lost. */

#include <signal.h>
#include <unistd.h>
int
main(void)
{
    sigset_t set;
    int signal;
    if (fork() == 0)
        _exit(0);
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    sigwait(&set, &signal);
}
