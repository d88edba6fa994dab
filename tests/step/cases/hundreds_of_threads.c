/* expect: refused; says: follows no more than 128: make fewer */

/* More threads than can be looked at. */

#include <pthread.h>
#include <stddef.h>

enum { THREADS = 300 };

static void *
worker(void *unused)
{
    return unused;
}

int
main(void)
{
    pthread_t thread[THREADS];

    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&thread[i], NULL, worker, NULL) != 0)
            return 1;
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
}
