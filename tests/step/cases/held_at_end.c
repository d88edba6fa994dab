/* expect: deadlocks; says: the mutex m, which B held when it ended */

/* A way out of the function that does not pass the unlock. */

#include <assert.h>
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    if (++total == 1)
        return unused;
    pthread_mutex_unlock(&m);
    return unused;
}

int
main(void)
{
    pthread_t one;

    assert(pthread_create(&one, NULL, worker, NULL) == 0);
    assert(pthread_join(one, NULL) == 0);
    pthread_mutex_lock(&m);
    return total - 1;
}
