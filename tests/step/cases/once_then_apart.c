/* expect: holds; says: 325 schedules */

/* Who comes first makes a difference; after that, nobody meets anybody. */

#include <pthread.h>

enum { THREADS = 5, TURNS = 2 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock[THREADS];
static volatile long count[THREADS], start;

static void
set_up(void)
{
    start = 1;
}

static void *
worker(void *argument)
{
    long self = (long)argument;

    pthread_once(&once, set_up);
    for (int i = 0; i < TURNS; i++) {
        pthread_mutex_lock(&lock[self]);
        count[self] = count[self] + 1;
        pthread_mutex_unlock(&lock[self]);
    }
    return NULL;
}

int
main(void)
{
    pthread_t threads[THREADS];
    long all = 0;

    for (long i = 0; i < THREADS; i++)
        pthread_mutex_init(&lock[i], NULL);
    for (long i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, worker, (void *)i);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        pthread_mutex_lock(&lock[i]);
        all += count[i];
        pthread_mutex_unlock(&lock[i]);
    }
    return all != THREADS * TURNS;
}
