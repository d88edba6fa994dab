/* expect: holds; options: --always --invariant=!busy[0]||!busy[1] */
/* What a lock keeps apart is never together, after any step. */

#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static volatile int busy[2], total;
static void *
worker(void *other)
{
    int self = other != NULL;
    pthread_mutex_lock(&m);
    busy[self] = 1;
    total++;
    busy[self] = 0;
    pthread_mutex_unlock(&m);
    return NULL;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, &m);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
}
