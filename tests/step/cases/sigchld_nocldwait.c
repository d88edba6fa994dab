/* expect: holds */

/* SA_NOCLDWAIT: as with SIGCHLD ignored, nobody is kept for a wait. */

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};

    sigaction(SIGCHLD, &action, NULL);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(0);
    return wait(NULL) != -1 || errno != ECHILD;
}
