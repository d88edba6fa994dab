/* expect: holds */

/* A child that is made later is killed, and its parent sees it. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status = 0;

    if (fork() == 0)
        _exit(0);
    wait(NULL);
    pid_t child = fork();
    if (child == 0)
        for (;;)
            pause();
    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    return !WIFSIGNALED(status) || WTERMSIG(status) != SIGTERM;
}
