/* expect: refused; says: setpgid at group_between.c:17 */

/* Main gives one child a group of its own before it forks the next, as a shell
 * does: it then waits for the other. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    pid_t first, second;
    int status;

    first = fork();
    if (first == 0)
        _exit(1);
    setpgid(first, first);
    second = fork();
    if (second == 0)
        _exit(2);
    return waitpid(0, &status, 0) != second;
}
