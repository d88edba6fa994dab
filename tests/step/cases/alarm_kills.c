/* expect: holds; says: "" and death by SIGALRM */

/* Who does not handle SIGALRM dies of it: a child in any case, since it waits
 * for nothing else; main's process only if that comes soon enough. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        alarm(1);
        for (;;)
            pause();
    }
    alarm(9);
    waitpid(child, &status, 0);
    alarm(0);
    return !WIFSIGNALED(status) || WTERMSIG(status) != SIGALRM;
}
