/* expect: holds */

/* The shell has not what system ignores for itself, but what the program does:
 * it dies of the one, not of the other. */

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
static void *
worker(void *unused)
{
    return unused;
}
int
main(void)
{
    pthread_t thread;
    signal(SIGTERM, SIG_IGN);
    pthread_create(&thread, NULL, worker, NULL);
    int quiet = system("kill -TERM $$"), killed = system("kill -INT $$");
    pthread_join(thread, NULL);
    return quiet != 0 || !WIFSIGNALED(killed) || WTERMSIG(killed) != SIGINT;
}
