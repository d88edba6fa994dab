/* expect: deadlocks; says: sigtimedwait: no signal comes */

/* A signal that waits is not counted: of two ends, one may be told. */

#include <signal.h>
#include <unistd.h>
int
main(void)
{
    sigset_t set;
    int signal;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(0);
    sigwait(&set, &signal);
    sigwait(&set, &signal);
}
