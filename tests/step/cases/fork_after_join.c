/* expect: holds */

/* The child has what a thread wrote that has ended. */

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
static int alone, both;
static void *
worker(void *unused)
{
    alone = 1;
    both++;
    return unused;
}
int
main(void)
{
    pthread_t thread;
    int status = 0;

    if (pthread_create(&thread, NULL, worker, NULL) != 0)
        return 2;
    pthread_join(thread, NULL);
    both++;
    if (fork() == 0)
        _exit(alone != 1 || both != 2);
    wait(&status);
    return status;
}
