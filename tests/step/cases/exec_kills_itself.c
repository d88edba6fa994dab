/* expect: refused; says: which is killed by SIGKILL */

/* Has it done so itself, or was it another? Step cannot tell. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(int count, char **argument)
{
    if (count > 1)
        return kill(getpid(), SIGKILL);
    if (fork() == 0) {
        execl(argument[0], argument[0], "again", (char *)NULL);
        _exit(127);
    }
    wait(NULL);
}
