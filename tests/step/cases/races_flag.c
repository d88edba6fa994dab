/* expect: races; options: --races; says: writes ready */

/* volatile orders nothing. */

#include <pthread.h>
static volatile int ready;
static int item;
static void *
worker(void *unused)
{
    item = 1;
    ready = 1;
    return unused;
}
int
main(void)
{
    pthread_t a;
    pthread_create(&a, NULL, worker, NULL);
    while (!ready)
        continue;
    pthread_join(a, NULL);
    return item != 1;
}
