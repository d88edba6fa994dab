/* expect: unproved; says: times out more often */

/* It waits for a moment again and again. The clock goes on each time, so no
 * state comes back: only so many times are followed. */

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t said = PTHREAD_COND_INITIALIZER;
static int ready;

static void *
worker(void *unused)
{
    pthread_mutex_lock(&lock);
    ready = 1;
    pthread_cond_signal(&said);
    pthread_mutex_unlock(&lock);
    return unused;
}

int
main(void)
{
    pthread_t other;
    struct timespec until;
    int outs = 0;

    pthread_create(&other, NULL, worker, NULL);
    pthread_mutex_lock(&lock);
    while (!ready) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        outs += pthread_cond_timedwait(&said, &lock, &until) == ETIMEDOUT;
    }
    pthread_mutex_unlock(&lock);
    pthread_join(other, NULL);
    assert(ready == 1);
}
