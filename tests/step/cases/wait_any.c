/* expect: crashes */

/* Of two children either may end first. */

#include <assert.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    pid_t first = fork();
    if (first == 0)
        _exit(0);
    if (fork() == 0)
        _exit(0);
    assert(wait(NULL) == first);
    wait(NULL);
}
