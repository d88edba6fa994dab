/* expect: unproved; says: in a library before its earlier store is seen */

/* drand48 guards its state by nothing: the place has no source line. */

#include <pthread.h>
#include <stdlib.h>
static void *
worker(void *unused)
{
    drand48();
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
