/* expect: fails; options: --sample=1000 --max-seconds=600 */

/* A hundred threads, and an update of one of them is lost. */

#include <pthread.h>
enum { THREADS = 100 };
static volatile int total;
static void *
worker(void *unused)
{
    int seen = total;
    total = seen + 1;
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
