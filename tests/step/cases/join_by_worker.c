/* expect: holds */

/* A worker joins another: it sleeps until the kernel clears the other's id. */

#include <pthread.h>

static pthread_t first, second;
static pthread_barrier_t born;
static int total;

static void *
worker(void *joins)
{
    pthread_barrier_wait(&born);
    if (joins != NULL)
        pthread_join(first, NULL);
    total++;
    return NULL;
}

int
main(void)
{
    pthread_barrier_init(&born, NULL, 2);
    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, &first);
    pthread_join(second, NULL);
    return total != 2;
}
