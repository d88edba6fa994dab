/* expect: deadlocks; says: pause: no signal comes */

/* The signal comes between the look at `got` and the pause. */

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
static pid_t other;
__attribute__((noinline)) static void
worker(void)
{
    if (other)
        kill(other, SIGUSR1);
    else if (!got)
        pause();
}
int
main(void)
{
    signal(SIGUSR1, on);
    pid_t child = fork();
    other = child;
    worker();
    if (child == 0)
        _exit(0);
    return wait(NULL) == -1;
}
