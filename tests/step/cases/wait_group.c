/* expect: holds */

/* waitpid for the processes of a group. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status, sum = 0;
    setpgid(0, 0);
    for (int i = 1; i <= 2; i++)
        if (fork() == 0)
            _exit(i);
    if (waitpid(-getpid(), &status, 0) > 0)
        sum += WEXITSTATUS(status);
    if (waitpid(0, &status, 0) > 0)
        sum += WEXITSTATUS(status);
    return sum != 3 || waitpid(-getpid(), &status, 0) != -1;
}
