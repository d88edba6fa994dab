/* expect: crashes; says: was killed by SIGUSR1 */

/* main says too late what it does at its child's signal. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t got;
static void
on(int n)
{
    got = n;
}
int
main(void)
{
    if (fork() == 0) {
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    signal(SIGUSR1, on);
    while (wait(NULL) == -1)
        ;
    return got != SIGUSR1;
}
