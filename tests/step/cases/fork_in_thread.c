/* expect: refused; says: fork_in_thread.c */

/* A worker forks in mid-study. */

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *
worker(void *forks)
{
    if (!forks) {
        pthread_mutex_lock(&m);
        pthread_mutex_unlock(&m);
    } else if (fork() == 0) {
        pthread_mutex_lock(&m);
        _exit(0);
    } else
        wait(NULL);
    return NULL;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, &p);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
}
