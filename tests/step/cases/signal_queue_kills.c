/* expect: holds */

/* One that is sent with a value kills like any other. */

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
    if (sigqueue(child, SIGTERM, (union sigval){.sival_int = 1}) == -1 ||
        waitpid(child, &status, 0) != child)
        return 1;
    return !WIFSIGNALED(status) || WTERMSIG(status) != SIGTERM;
}
