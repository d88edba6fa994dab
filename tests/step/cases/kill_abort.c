/* expect: holds */

/* main kills its child by SIGABRT: it is the child that dies. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    kill(child, SIGABRT);
    waitpid(child, &status, 0);
    return !WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT;
}
