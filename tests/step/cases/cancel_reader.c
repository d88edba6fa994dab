/* expect: deadlocks; says: B was cancelled at cancel_reader.c:16 */

/* Cancelled while it sleeps in a read from a pipe. */

#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int ends[2];

static void *
worker(void *unused)
{
    char byte;
    pthread_mutex_lock(&m);
    if (read(ends[0], &byte, 1) == -1)
        return NULL;
    pthread_mutex_unlock(&m);
    return unused;
}

int
main(void)
{
    pthread_t t;

    if (pipe(ends) == -1)
        return 9;
    pthread_create(&t, NULL, worker, NULL);
    usleep(1);
    pthread_cancel(t);
    pthread_join(t, NULL);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
}
