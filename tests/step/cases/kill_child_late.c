/* expect: fails; says: exits with 1 */

/* A child may have ended before it is killed, and so by itself. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    if (kill(child, SIGTERM) == -1 || waitpid(child, &status, 0) != child)
        return 2;
    return !WIFSIGNALED(status);
}
