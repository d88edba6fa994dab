/* expect: holds */

/* Cancelled while it sleeps in a read from a pipe, or before: it ends. */

#include <pthread.h>
#include <unistd.h>

static int ends[2];

static void *
worker(void *unused)
{
    char byte;

    if (read(ends[0], &byte, 1) == -1)
        return unused;
    return NULL;
}

int
main(void)
{
    pthread_t t;
    void *result;

    if (pipe(ends) == -1)
        return 9;
    pthread_create(&t, NULL, worker, &ends);
    pthread_cancel(t);
    pthread_join(t, &result);
    return result == PTHREAD_CANCELED ? 0 : 1;
}
