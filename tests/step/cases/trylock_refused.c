/* expect: fails; says: trylock lock -> EBUSY */

/* A worker that does not get the lock leaves its update out. */

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *
worker(void *argument)
{
    if (pthread_mutex_trylock(&lock) == 0) {
        count++;
        pthread_mutex_unlock(&lock);
    }
    return argument;
}

int
main(void)
{
    pthread_t ids[2];

    for (int i = 0; i < 2; i++)
        pthread_create(&ids[i], NULL, worker, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(ids[i], NULL);
    return count != 2;
}
