/* expect: holds; options: --spurious=1 */

/* A condition variable with a mutex with priority inheritance. */

#include <pthread.h>
static pthread_mutex_t m;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready, early;
static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    while (!ready)
        pthread_cond_wait(&c, &m);
    early += !ready;
    pthread_mutex_unlock(&m);
    return unused;
}
int
main(void)
{
    pthread_mutexattr_t inherits;
    pthread_t p;
    pthread_mutexattr_init(&inherits);
    pthread_mutexattr_setprotocol(&inherits, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&m, &inherits);
    pthread_create(&p, NULL, worker, NULL);
    pthread_mutex_lock(&m);
    ready = 1;
    pthread_cond_signal(&c);
    pthread_mutex_unlock(&m);
    pthread_join(p, NULL);
    return early;
}
