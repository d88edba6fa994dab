/* expect: deadlocks */

/* A child sets its handler when the signal may have come already, which kills
 * it; or the signal comes before it waits for one. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static void
on(int n)
{
    (void)n;
}
int
main(void)
{
    pid_t child = fork();
    if (child == 0) {
        signal(SIGUSR1, on);
        pause();
        _exit(0);
    }
    kill(child, SIGUSR1);
    return wait(NULL) != child;
}
