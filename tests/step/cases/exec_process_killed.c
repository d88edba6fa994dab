/* expect: refused; says: is killed beside a process that it has made */

/* What the shell has made would go on. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "/bin/echo a; true", (char *)NULL);
        _exit(127);
    }
    kill(child, SIGKILL);
    wait(NULL);
}
