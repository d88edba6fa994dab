/* expect: refused; says: its umask, its user or the like has been changed */

/* Another program inherits the umask. */

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MASK = 0123 };

int
main(int count, char **argument)
{
    int status;

    if (count > 1)
        return umask(0) != MASK;
    umask(MASK);
    if (fork() == 0) {
        execl(argument[0], argument[0], "again", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return status != 0;
}
