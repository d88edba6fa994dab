/* expect: fails; lacks: rt_sigreturn -> */

/* A handler comes between the load and the store of the code that it
 * interrupts. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile int count, seen, is_done;
static void
increment(void)
{
    int value = count;
    seen = value;
    count = value + 1;
}
static void
on(int n)
{
    (void)n;
    increment();
    is_done = 1;
}
int
main(void)
{
    int status;
    signal(SIGUSR1, on);
    pid_t child = fork();
    if (child == 0) {
        increment();
        while (!is_done)
            ;
        _exit(count);
    }
    kill(child, SIGUSR1);
    waitpid(child, &status, 0);
    return WEXITSTATUS(status) != 2;
}
