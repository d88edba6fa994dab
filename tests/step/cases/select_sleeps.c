/* expect: holds */

/* select and poll without a descriptor are sleeps. */

#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/select.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int total;
static void *
worker(void *polls)
{
    struct timeval moment = {0, 1000};
    if (polls)
        poll(NULL, 0, 1);
    else
        select(0, NULL, NULL, NULL, &moment);
    pthread_mutex_lock(&m);
    total++;
    pthread_mutex_unlock(&m);
    return NULL;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, &total);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return total != 2;
}
