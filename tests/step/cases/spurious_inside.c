/* expect: holds; options: --inside-calls --spurious=2 --preemptions=1 */

/* A wait may return unsignalled while it sleeps in the condition variable, but
 * not where it sleeps at the lock that the library keeps in there. */

#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready;

static void *
worker(void *setter)
{
    pthread_mutex_lock(&m);
    if (setter != NULL) {
        ready = 1;
        pthread_cond_signal(&c);
    }
    while (!ready)
        pthread_cond_wait(&c, &m);
    pthread_mutex_unlock(&m);
    return NULL;
}

int
main(void)
{
    pthread_t p, q;

    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, &ready);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return 0;
}
