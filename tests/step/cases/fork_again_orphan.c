/* expect: fails; options: --expect-output=parent; says: prints "orphan" */

/* Does a grandchild see that its parent has ended? */

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0) {
        pid_t me = getpid();
        if (fork() == 0) {
            puts(getppid() == me ? "parent" : "orphan");
            fflush(stdout);
        }
        _exit(0);
    }
    wait(NULL);
}
