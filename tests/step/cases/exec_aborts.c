/* expect: holds */

/* The program becomes itself once more, and then dies by its own signal. */

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(int count, char **argument)
{
    int status;
    if (count > 1)
        abort();
    if (fork() == 0) {
        execl(argument[0], argument[0], "again", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return !WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT;
}
