/* expect: holds; options: --expect-output=10_2_8 */

/* Three signals wait. Linux delivers SIGFPE first, as if it were of a fault,
 * and then by number; the last that is delivered is handled first. */

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
static int came[3], count;
static void
on(int n)
{
    came[count++] = n;
}
int
main(void)
{
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGFPE);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &before);
    signal(SIGINT, on);
    signal(SIGFPE, on);
    signal(SIGUSR1, on);
    if (fork() == 0) {
        kill(getppid(), SIGINT);
        kill(getppid(), SIGFPE);
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    wait(NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    printf("%d_%d_%d\n", came[0], came[1], came[2]);
}
