/* expect: refused; says: which stops itself */

/* Nobody lets it go on, so its parent waits for ever. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(int count, char **argument)
{
    if (count > 1)
        return raise(SIGSTOP);
    if (fork() == 0) {
        execl(argument[0], argument[0], "again", (char *)NULL);
        _exit(127);
    }
    wait(NULL);
}
