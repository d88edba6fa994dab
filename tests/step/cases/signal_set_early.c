/* expect: fails */

/* Main sets a handler when it has made its first child, but not yet its last:
 * the signal of the first may have come before. */

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
    pid_t parent = getpid();
    if (fork() == 0) {
        kill(parent, SIGWINCH);
        _exit(0);
    }
    signal(SIGWINCH, on);
    if (fork() == 0)
        _exit(0);
    while (wait(NULL) != -1)
        ;
    return !got;
}
