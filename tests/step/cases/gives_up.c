/* expect: unproved; says: not tried */
#include <pthread.h>
#include <sched.h>
static volatile int ready;
static void *
worker(void *unused)
{
    ready = 1;
    return unused;
}
int
main(void)
{
    pthread_t t;
    int tries = 0;
    pthread_create(&t, NULL, worker, NULL);
    while (!ready && tries++ < 100)
        sched_yield();
    int seen = ready;
    pthread_join(t, NULL);
    return !seen;
}
