/* expect: holds; says: 1 schedule, none fails */

/* Variables that only share eight bytes of memory do not conflict. */

#include <pthread.h>

enum { THREADS = 8, TURNS = 3 };

volatile int count[THREADS];

static void *
worker(void *argument)
{
    volatile int *own = argument;

    for (int i = 0; i < TURNS; i++)
        *own = *own + 1;
    return NULL;
}

int
main(void)
{
    pthread_t threads[THREADS];
    int all = 0;

    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, worker, (void *)&count[i]);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++)
        all += count[i];
    return all != THREADS * TURNS;
}
