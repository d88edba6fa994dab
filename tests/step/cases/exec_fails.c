/* expect: fails; options: --expect-output=x; says: it prints "xx" */

/* There is no such program, and the child goes on as its parent does. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0)
        execlp("no-such-program", "no-such-program", (char *)NULL);
    wait(NULL);
    return write(STDOUT_FILENO, "x", 1) != 1;
}
