/* expect: holds */

/* main waits for a flag, and sleeps between two looks at it. */

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>
static atomic_int ready;
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
    pthread_create(&t, NULL, worker, NULL);
    while (!ready)
        sleep(1);
    pthread_join(t, NULL);
}
