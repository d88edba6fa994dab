/* expect: holds; options: --expect-output=b2 */

/* A shell makes one process after the other, and waits for each. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    if (fork() == 0) {
        execl("/bin/sh", "sh", "-c",
            "/bin/echo -n b; (exit 2); echo -n $?; exit 3", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return status != 3 << 8;
}
