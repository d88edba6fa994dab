/* expect: fails; options: --always --invariant=!busy[0]||!busy[1]; says:
 * busy[0] is 1, busy[1] is 1 */
/* Without a lock both are busy after some step, though not in the end. */

#include <pthread.h>
static volatile int busy[2], total;
static void *
worker(void *other)
{
    int self = other != NULL;
    busy[self] = 1;
    total++;
    busy[self] = 0;
    return NULL;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, &total);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
}
