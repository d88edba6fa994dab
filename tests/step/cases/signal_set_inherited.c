/* expect: holds */

/* A child has the handlers that its parent has set by then, and neither has
 * those that the other sets later. */

#include <assert.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t got;
static void
first(int n)
{
    (void)n;
    got += 1;
}
static void
second(int n)
{
    (void)n;
    got += 10;
}
static void
child(void)
{
    int status;
    signal(SIGUSR1, first);
    pid_t grandchild = fork();
    if (grandchild == 0) {
        void (*before)(int) = signal(SIGUSR2, second);
        raise(SIGUSR1);
        raise(SIGUSR2);
        _exit(before == SIG_DFL ? got : 0);
    }
    signal(SIGUSR1, second);
    raise(SIGUSR1);
    waitpid(grandchild, &status, 0);
    assert(WEXITSTATUS(status) == 11 && got == 10);
}
int
main(void)
{
    int status;
    if (fork() == 0) {
        child();
        _exit(0);
    }
    wait(&status);
    return status != 0;
}
