/* expect: unproved; says: no controlled task goes on */

/* Nobody ever comes: it times out again and again, and the clock goes on, so it
 * is no loop that comes back to a state. */

#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t said = PTHREAD_COND_INITIALIZER;
static int ready;

static void *
worker(void *unused)
{
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    return unused;
}

int
main(void)
{
    pthread_t other;
    struct timespec until;

    pthread_create(&other, NULL, worker, NULL);
    pthread_mutex_lock(&lock);
    while (!ready) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&said, &lock, &until);
    }
    pthread_mutex_unlock(&lock);
    pthread_join(other, NULL);
}
