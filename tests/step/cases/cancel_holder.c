/* expect: deadlocks; says: B was cancelled at cancel_holder.c:15 */

/* A thread that is cancelled while it holds a mutex, and has no handler that
 * gives it back: the classic mistake. */

#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    sleep(1);
    pthread_mutex_unlock(&m);
    return unused;
}

int
main(void)
{
    pthread_t t;

    pthread_create(&t, NULL, worker, NULL);
    pthread_cancel(t);
    pthread_join(t, NULL);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
}
