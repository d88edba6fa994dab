/* expect: crashes; says: was killed by SIGTERM */

/* A program that kills itself does not exit with 0. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0)
        _exit(0);
    wait(NULL);
    kill(getpid(), SIGTERM);
}
