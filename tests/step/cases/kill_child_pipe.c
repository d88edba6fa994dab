/* expect: holds */

/* The end of a killed child is the end of its pipe, too. */

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
    kill(child, SIGKILL);
    if (read(ends[0], &byte, 1) != 0)
        return 1;
    return waitpid(child, NULL, 0) != child;
}
