/* expect: refused; says: waitid at waitid_pidfd.c:18 */

/* A process by its descriptor is not followed. */

#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    siginfo_t info;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    if (fork() == 0)
        _exit(0);
    return waitid(3, 7, &info, WEXITED) == 0;
}
