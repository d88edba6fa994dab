/* expect: fails; says: dies of SIGUSR1; lacks: closes what */

/* Whose pipe closes because a signal has killed it does not close it itself. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2];
    char byte;
    if (pipe(ends) == -1)
        return 2;
    pid_t child = fork();
    if (child == 0)
        for (;;)
            pause();
    close(ends[1]);
    kill(child, SIGUSR1);
    if (waitpid(child, NULL, 0) != child)
        return 2;
    return read(ends[0], &byte, 1) == 0;
}
