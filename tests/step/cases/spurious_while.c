/* expect: holds; options: --spurious=2 */

/* To test again after the wait is right, however often it returns; and the wait
 * returns 0, with the mutex held. */

#include <assert.h>
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready, inside;
static void *
worker(void *setter)
{
    pthread_mutex_lock(&m);
    assert(inside++ == 0);
    if (setter) {
        ready = 1;
        pthread_cond_signal(&c);
    }
    while (!ready) {
        inside--;
        assert(pthread_cond_wait(&c, &m) == 0);
        assert(inside++ == 0);
    }
    inside--;
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
}
