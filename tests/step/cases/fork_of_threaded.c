/* expect: refused; says: its process has other threads */

/* Main forks beside a thread that may hold the lock then: the child has a copy
 * of it that nobody will release. */

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    return unused;
}
int
main(void)
{
    pthread_t thread;
    int status = 0;

    if (pthread_create(&thread, NULL, worker, NULL) != 0)
        return 2;
    if (fork() == 0) {
        pthread_mutex_lock(&m);
        _exit(0);
    }
    wait(&status);
    pthread_join(thread, NULL);
    return status;
}
