/* expect: holds */

/* Where nobody sends a signal, a wait with a limit ends. So does one with a
 * limit that is none, at once: what waits, waits on. */

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
int
main(void)
{
    const struct timespec limit = {.tv_sec = 1}, none = {.tv_nsec = -1};
    siginfo_t info;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    pid_t child = fork();
    if (child == 0) {
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    if (sigtimedwait(&set, NULL, &none) != -1 || errno != EINVAL)
        return 1;
    if (sigtimedwait(&set, &info, &limit) != SIGUSR1 || info.si_pid != child)
        return 2;
    if (sigtimedwait(&set, NULL, &limit) != -1 || errno != EAGAIN)
        return 3;
    return 0;
}
