/* expect: endless */

/* A worker that finds a flag set goes round for ever in a loop of its own. */

#include <pthread.h>

static volatile int seen;

static void *
worker(void *unused)
{
    int first = seen;

    seen = 1;
    for (volatile int i = 0; first != 0; i = (i + 1) % 100)
        continue;
    return unused;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
