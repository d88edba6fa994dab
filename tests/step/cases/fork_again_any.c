/* expect: crashes */

/* Of the second two children, too, either may end first. */

#include <assert.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0)
        _exit(0);
    wait(NULL);
    pid_t second = fork();
    if (second == 0)
        _exit(0);
    if (fork() == 0)
        _exit(0);
    assert(wait(NULL) == second);
    wait(NULL);
}
