/* expect: refused; says: goes on beside a process that it has made */

/* Nothing orders what the shell and its process print. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0) {
        execl(
            "/bin/sh", "sh", "-c", "/bin/echo a & echo b; wait", (char *)NULL);
        _exit(127);
    }
    wait(NULL);
}
