/* expect: crashes; says: was killed by SIGSEGV */

/* The parent is told, and fails, too: what crashed is the cause. */

#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int *volatile nowhere = NULL;
    int status;

    if (fork() == 0)
        _exit(*nowhere);
    wait(&status);
    return status != 0;
}
