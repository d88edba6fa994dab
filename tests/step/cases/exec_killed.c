/* expect: refused; says: calls kill at */

/* Does the other program handle the signal? That is not followed. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sleep", "sleep", "9", (char *)NULL);
        _exit(127);
    }
    kill(child, SIGTERM);
    wait(NULL);
}
