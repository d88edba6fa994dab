/* expect: fails */

/* A sleep between load and store hides nothing. */

#include <pthread.h>
#include <unistd.h>
static int total;
static void *
worker(void *unused)
{
    int t = total;
    sleep(1);
    total = t + 1;
    return unused;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return total != 2;
}
