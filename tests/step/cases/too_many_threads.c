/* expect: refused; says: more than 128 workers */

/* More than step leads. */

#include <pthread.h>
enum { THREADS = 150 };
static int total;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
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
    pthread_t t[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&t[i], NULL, worker, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(t[i], NULL);
    return total != THREADS;
}
