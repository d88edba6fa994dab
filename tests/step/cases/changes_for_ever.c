/* expect: unproved; says: not tried: those in which all workers come to their
 * end */

/* Neither worker ever ends, and the value never comes to rest. */

#include <pthread.h>

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static int side;

static void *
worker(void *unused)
{
    for (;;) {
        pthread_mutex_lock(&one);
        side = !side;
        pthread_mutex_unlock(&one);
    }
    return unused;
}

int
main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, worker, NULL);
    worker(NULL);
    return 0;
}
