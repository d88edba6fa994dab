/* expect: refused; says: but by vfork */

/* The child has its parent's memory, and the parent waits for its end. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    pid_t child = vfork();

    if (child == 0)
        _exit(0);
    waitpid(child, &status, 0);
    return status;
}
