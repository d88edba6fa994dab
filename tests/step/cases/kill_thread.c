/* expect: refused; options: --faults=kill; says: makes no process */

/* Threads are not killed one by one. */

#include <pthread.h>
static void *
worker(void *unused)
{
    return unused;
}
int
main(void)
{
    pthread_t p;
    pthread_create(&p, NULL, worker, NULL);
    pthread_join(p, NULL);
}
