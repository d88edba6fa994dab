/* expect: holds; options: --preemptions=1 */

/* A thread ends by pthread_exit with a lock that its clean-up handler opens. */

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void
leave(void *unused)
{
    (void)unused;
    total++;
    pthread_mutex_unlock(&lock);
}

static void *
worker(void *leaves)
{
    pthread_mutex_lock(&lock);
    pthread_cleanup_push(leave, NULL);
    if (leaves != NULL)
        pthread_exit(NULL);
    pthread_cleanup_pop(1);
    return NULL;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, &first);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return total != 2;
}
