/* expect: crashes; options: --spurious=1; says: returns unsignalled */

/* A barrier whose wait is in no loop lets one through alone. */

#include <assert.h>
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all = PTHREAD_COND_INITIALIZER;
static int arrived;
static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    if (++arrived == 2)
        pthread_cond_broadcast(&all);
    else
        pthread_cond_wait(&all, &m);
    assert(arrived == 2);
    pthread_mutex_unlock(&m);
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
}
