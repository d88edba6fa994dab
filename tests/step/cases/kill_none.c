/* expect: holds */

/* Nobody is killed where that is not asked for. */

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
