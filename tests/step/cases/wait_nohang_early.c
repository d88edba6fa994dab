/* expect: fails */

/* Main looks whether its first child has ended before it makes the second. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0)
        _exit(0);
    pid_t ended = waitpid(-1, NULL, WNOHANG);
    if (fork() == 0)
        _exit(0);
    while (wait(NULL) > 0)
        ;
    return ended != 0;
}
