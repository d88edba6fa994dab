/* expect: holds */

/* A handler writes to the pipe from which its own thread, or another, reads. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
static int ends[2];
static void
on(int n)
{
    char byte = (char)n;
    if (write(ends[1], &byte, 1) != 1)
        _exit(1);
}
static void *
worker(void *unused)
{
    kill(getpid(), SIGUSR1);
    return unused;
}
int
main(void)
{
    pthread_t t;
    char byte;
    if (pipe(ends) == -1)
        return 1;
    signal(SIGUSR1, on);
    pthread_create(&t, NULL, worker, NULL);
    if (read(ends[0], &byte, 1) != 1 || byte != SIGUSR1)
        return 1;
    pthread_join(t, NULL);
}
