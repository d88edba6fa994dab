/* expect: deadlocks; options: --preemptions=1 */

/* Each takes the left fork first. */

#include <pthread.h>
static pthread_mutex_t fork_[5] = {PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static void *
worker(void *arg)
{
    long i = (long)arg;
    for (int meal = 0; meal < 2; meal++) {
        pthread_mutex_lock(&fork_[i]);
        pthread_mutex_lock(&fork_[(i + 1) % 5]);
        pthread_mutex_unlock(&fork_[(i + 1) % 5]);
        pthread_mutex_unlock(&fork_[i]);
    }
    return NULL;
}
int
main(void)
{
    pthread_t t[5];
    for (long i = 0; i < 5; i++)
        pthread_create(&t[i], NULL, worker, (void *)i);
    for (int i = 0; i < 5; i++)
        pthread_join(t[i], NULL);
}
