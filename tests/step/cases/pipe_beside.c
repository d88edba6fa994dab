/* expect: deadlocks */

/* A worker sleeps in read for ever; what it has read before depends on the
 * other. */

#include <pthread.h>
#include <unistd.h>

static int ends[2];
static volatile int total;

static void *
worker(void *adds)
{
    char byte = 0;

    if (adds != NULL) {
        total = 1;
        total = 2;
        return NULL;
    }
    int seen = total;
    if (seen == 1)
        seen = total;
    return read(ends[0], &byte, 1) == seen ? NULL : (void *)&total;
}

int
main(void)
{
    pthread_t first, second;

    if (pipe(ends) != 0)
        return 2;
    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, &first);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
