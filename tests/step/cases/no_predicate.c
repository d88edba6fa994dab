/* expect: deadlocks */

/* A worker that is signalled before it waits, waits for ever: no predicate. */

#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static void *
worker(void *signals)
{
    pthread_mutex_lock(&m);
    if (signals)
        pthread_cond_signal(&c);
    else
        pthread_cond_wait(&c, &m);
    pthread_mutex_unlock(&m);
    return NULL;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, &m);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
}
