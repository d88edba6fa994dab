/* expect: crashes; says: in a deadlock */

/* A thread ends with a mutex that is not robust. The library gives up on
 * whoever waits then; whoever comes later sleeps for ever. */

#include <pthread.h>
static pthread_mutex_t m;
static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    return unused;
}
int
main(void)
{
    pthread_mutexattr_t inherits;
    pthread_t p;
    pthread_mutexattr_init(&inherits);
    pthread_mutexattr_setprotocol(&inherits, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&m, &inherits);
    pthread_create(&p, NULL, worker, NULL);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    pthread_join(p, NULL);
    return 0;
}
