/* expect: fails */

/* A signal comes to main before it has made its last process. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t got;
static void
on(int n)
{
    (void)n;
    got = 1;
}
int
main(void)
{
    struct sigaction action = {.sa_handler = on, .sa_flags = SA_RESTART};
    int status;
    pid_t parent = getpid();
    sigaction(SIGUSR1, &action, NULL);
    pid_t first = fork();
    if (first == 0) {
        kill(parent, SIGUSR1);
        _exit(0);
    }
    pid_t second = fork();
    if (second == 0)
        _exit(got);
    waitpid(first, NULL, 0);
    waitpid(second, &status, 0);
    return WEXITSTATUS(status);
}
