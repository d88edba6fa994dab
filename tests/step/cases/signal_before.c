/* expect: refused; says: has blocked a signal that came before */

/* A signal waits already when the first task is made. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    sigset_t set;
    int signal;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    if (fork() == 0)
        _exit(0);
    sigwait(&set, &signal);
    return wait(NULL) == -1;
}
