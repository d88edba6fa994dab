/* expect: deadlocks; options: --spurious=1 */

/* That a wait may return without a signal helps nobody who rests on it. */

#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    pthread_cond_wait(&c, &m);
    pthread_mutex_unlock(&m);
    return unused;
}
int
main(void)
{
    pthread_t p;
    pthread_create(&p, NULL, worker, NULL);
    pthread_join(p, NULL);
}
