/* expect: deadlocks; says: waits for the mutex second, which C holds */

/* The kernel sees that they wait for each other; the library then sleeps for
 * ever. */

#include <pthread.h>
static pthread_mutex_t first, second;
static void *
forwards(void *unused)
{
    pthread_mutex_lock(&first);
    pthread_mutex_lock(&second);
    pthread_mutex_unlock(&second);
    pthread_mutex_unlock(&first);
    return unused;
}
static void *
backwards(void *unused)
{
    pthread_mutex_lock(&second);
    pthread_mutex_lock(&first);
    pthread_mutex_unlock(&first);
    pthread_mutex_unlock(&second);
    return unused;
}
int
main(void)
{
    pthread_mutexattr_t inherits;
    pthread_t p, q;
    pthread_mutexattr_init(&inherits);
    pthread_mutexattr_setprotocol(&inherits, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&first, &inherits);
    pthread_mutex_init(&second, &inherits);
    pthread_create(&p, NULL, forwards, NULL);
    pthread_create(&q, NULL, backwards, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return 0;
}
