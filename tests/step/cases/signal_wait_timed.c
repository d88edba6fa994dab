/* expect: fails; says: times out */

/* A child's signal may come too late. */

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
int
main(void)
{
    const struct timespec limit = {.tv_sec = 1};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (fork() == 0) {
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    int signal = sigtimedwait(&set, NULL, &limit);
    wait(NULL);
    return signal != SIGUSR1;
}
