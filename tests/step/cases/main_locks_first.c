/* expect: holds; says: 2 outcomes */

/* main takes locks that know their owner before it makes its thread, and
 * releases them later: so it does in each start, one for each outcome. */

#include <pthread.h>
#include <stdio.h>
static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t m;
static void *
worker(void *unused)
{
    pthread_rwlock_rdlock(&l);
    puts("worker");
    pthread_rwlock_unlock(&l);
    return unused;
}
int
main(void)
{
    pthread_mutexattr_t checks;
    pthread_t t;
    pthread_mutexattr_init(&checks);
    pthread_mutexattr_settype(&checks, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&m, &checks);
    pthread_mutex_lock(&m);
    pthread_rwlock_wrlock(&l);
    pthread_create(&t, NULL, worker, NULL);
    if (pthread_mutex_unlock(&m) != 0)
        return 1;
    pthread_rwlock_unlock(&l);
    puts("main");
    pthread_join(t, NULL);
}
