/* expect: crashes; options: --faults=eintr; says: is interrupted */

/* A wait for a process is interrupted as well. */

#include <assert.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    assert(waitpid(child, &status, 0) == child);
}
