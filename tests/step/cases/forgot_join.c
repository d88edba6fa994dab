/* expect: holds */

/* main ends without waiting for its threads. */

#include <pthread.h>
static int total;
static void *
worker(void *unused)
{
    total++;
    return unused;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    return 0;
}
