/* expect: fails; options: --expect-output=parent; says: prints "orphan" */

/* Does a child see that its parent has ended? It touches nothing of it. */

#include <stdio.h>
#include <unistd.h>
int
main(void)
{
    pid_t me = getpid();
    if (fork() == 0) {
        puts(getppid() == me ? "parent" : "orphan");
        fflush(stdout);
        _exit(0);
    }
}
