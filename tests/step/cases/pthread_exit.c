/* expect: holds; says: 1 schedule, none fails */

/* What the first call of pthread_exit in a program prepares is no order of its
 * threads: these have nothing in common. */

#include <pthread.h>
#include <stddef.h>

enum { WORKERS = 6 };

static pthread_mutex_t locks[WORKERS];

static void *
worker(void *lock)
{
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock);
    pthread_exit(NULL);
}

int
main(void)
{
    pthread_t threads[WORKERS];

    for (int i = 0; i < WORKERS; i++)
        pthread_mutex_init(&locks[i], NULL);
    for (int i = 0; i < WORKERS; i++)
        pthread_create(&threads[i], NULL, worker, &locks[i]);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(threads[i], NULL);
}
