/* expect: crashes; options: --spurious=1; says: returns unsignalled */

/* An "if" around the wait is not enough where POSIX lets it return. */

#include <assert.h>
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready;
static void *
worker(void *setter)
{
    pthread_mutex_lock(&m);
    if (setter) {
        ready = 1;
        pthread_cond_signal(&c);
    } else {
        if (!ready)
            pthread_cond_wait(&c, &m);
        assert(ready);
    }
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
