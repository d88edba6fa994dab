/* expect: crashes; options: --faults=kill; says: is killed */

/* A process may be killed, and its parent is told so. */

#include <assert.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    if (fork() == 0)
        _exit(0);
    wait(&status);
    assert(status == 0);
}
