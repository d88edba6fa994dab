/* expect: holds */

/* main cancels a worker that waits: the mutex is taken again, and the handler
 * gives it back. */

#include <pthread.h>
#include <unistd.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static void
unlock(void *lock)
{
    pthread_mutex_unlock(lock);
}
static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    pthread_cleanup_push(unlock, &m);
    for (;;)
        pthread_cond_wait(&c, &m);
    pthread_cleanup_pop(1);
    return unused;
}
int
main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    sleep(1);
    pthread_cancel(t);
    pthread_join(t, NULL);
    return pthread_mutex_trylock(&m);
}
