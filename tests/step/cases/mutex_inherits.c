/* expect: holds */

/* A mutex with priority inheritance: the kernel hands it on. */

#include <pthread.h>
static pthread_mutex_t m;
static int total;
static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    total++;
    pthread_mutex_unlock(&m);
    return unused;
}
int
main(void)
{
    pthread_mutexattr_t inherits;
    pthread_t p, q;
    pthread_mutexattr_init(&inherits);
    pthread_mutexattr_setprotocol(&inherits, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&m, &inherits);
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return total != 2;
}
