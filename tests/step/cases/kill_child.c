/* expect: holds */

/* A child that waits for ever is ended by its parent, which sees by what. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    pid_t child = fork();
    if (child == 0)
        for (;;)
            pause();
    if (kill(child, SIGTERM) == -1 || waitpid(child, &status, 0) != child)
        return 1;
    return !WIFSIGNALED(status) || WTERMSIG(status) != SIGTERM;
}
