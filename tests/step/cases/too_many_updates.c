/* expect: unended; options: --max-seconds=2; says: try fewer iterations */

/* The usual demonstration of a race has more updates than step can follow. */

#include <pthread.h>
static volatile long total;
static void *
worker(void *unused)
{
    for (long i = 0; i < 1000000000; i++)
        total++;
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
