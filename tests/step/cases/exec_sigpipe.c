/* expect: holds; options: --preemptions=0 */

/* Nobody reads what the other program writes: it is killed. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2], status;
    if (pipe(ends) == -1 || close(ends[0]) == -1)
        return 2;
    if (fork() == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl("/bin/echo", "echo", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return !WIFSIGNALED(status) || WTERMSIG(status) != SIGPIPE;
}
