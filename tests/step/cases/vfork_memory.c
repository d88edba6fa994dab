/* expect: holds */

/* A child of vfork has its parent's memory, and its parent waits for its end.
 */

#include <sys/wait.h>
#include <unistd.h>
static volatile int total;
int
main(void)
{
    volatile int own = 0;
    int status;
    if (fork() == 0)
        _exit(0);
    pid_t child = vfork();
    if (child == 0) {
        total++;
        own = getpid();
        _exit(5);
    }
    if (total != 1 || own != child)
        return 1;
    waitpid(child, &status, 0);
    wait(NULL);
    return status != 5 << 8;
}
