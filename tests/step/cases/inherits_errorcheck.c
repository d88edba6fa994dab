/* expect: holds */

/* Taken twice, or given back by another: told. */

#include <errno.h>
#include <pthread.h>
static pthread_mutex_t m;
static int wrong;
static void *
worker(void *unused)
{
    int error = pthread_mutex_unlock(&m);
    pthread_mutex_lock(&m);
    wrong += error != EPERM;
    wrong += pthread_mutex_lock(&m) != EDEADLK;
    pthread_mutex_unlock(&m);
    return unused;
}
int
main(void)
{
    pthread_mutexattr_t kind;
    pthread_t p, q;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_setprotocol(&kind, PTHREAD_PRIO_INHERIT);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&m, &kind);
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return wrong;
}
