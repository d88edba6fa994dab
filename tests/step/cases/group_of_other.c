/* expect: refused; says: getpgid at group_of_other.c:14 */

/* A process asks for the group of another, which may have ended. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    pid_t child = fork();

    if (child == 0)
        _exit(0);
    if (getpgid(child) == -1)
        return 1;
    wait(NULL);
    return 0;
}
