/* expect: fails; says: pthread_kill B, gets SIGTERM */

/* A child has its parent's pthread_t: it sends the signal to itself. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    if (fork() == 0)
        raise(SIGTERM);
    wait(&status);
    return WIFSIGNALED(status);
}
