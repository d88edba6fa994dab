/* expect: holds */

/* A child ends by pthread_exit, which looks at all its locks, while main and a
 * thread share memory that the child does not have. */

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
static void *
worker(void *unused)
{
    return unused;
}
int
main(void)
{
    pthread_t t;
    int status;
    pid_t child = fork();
    if (child == 0)
        pthread_exit(NULL);
    waitpid(child, &status, 0);
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
    return status;
}
