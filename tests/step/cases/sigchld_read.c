/* expect: holds; options: --preemptions=0 */

/* A child ends while its parent reads from a pipe that another has open. */

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
    int ends[2];
    char byte;
    signal(SIGCHLD, on);
    if (pipe(ends) == -1)
        return 1;
    if (fork() == 0)
        _exit(0);
    if (fork() == 0) {
        sleep(1);
        _exit(write(ends[1], "x", 1) != 1);
    }
    return read(ends[0], &byte, 1) != 1;
}
