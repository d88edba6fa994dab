/* expect: refused; says: has a signalfd(2) */

/* A signal that waits is read from a descriptor. */

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>
int
main(void)
{
    sigset_t set;
    struct signalfd_siginfo info;
    pid_t parent = getpid();
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int descriptor = signalfd(-1, &set, 0);
    if (fork() == 0) {
        kill(parent, SIGUSR1);
        _exit(0);
    }
    return read(descriptor, &info, sizeof(info)) != sizeof(info);
}
