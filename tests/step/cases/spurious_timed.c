/* expect: crashes; options: --spurious=1; says: returns unsignalled */

/* That the time is up, and that the wait has returned for nothing, are two
 * things: only the first has a status of its own. */

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready;
static void *
worker(void *setter)
{
    struct timespec until;
    int status = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 100;
    pthread_mutex_lock(&m);
    if (setter) {
        ready = 1;
        pthread_cond_signal(&c);
    } else {
        if (!ready)
            status = pthread_cond_timedwait(&c, &m, &until);
        assert(ready || status == ETIMEDOUT);
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
