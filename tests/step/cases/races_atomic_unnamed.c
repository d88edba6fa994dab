/* expect: refused; options: --races; says: has no name, and may be atomic */

/* Made during the study: no variable leads there when it begins. */

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int *box;
static void *
worker(void *unused)
{
    pthread_mutex_lock(&lock);
    if (box == NULL)
        box = calloc(1, sizeof(*box));
    pthread_mutex_unlock(&lock);
    atomic_store_explicit(box, 1, memory_order_relaxed);
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, worker, NULL);
    pthread_create(&b, NULL, worker, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    free((void *)box);
    return 0;
}
