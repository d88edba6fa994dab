/* expect: holds */

/* Dekker's entry: seq_cst puts a fence between the store and the load. */

#include <pthread.h>
#include <stdatomic.h>
static atomic_int wants[2];
static int inside[2];
static void *
worker(void *me)
{
    int self = me != NULL;
    atomic_store_explicit(&wants[self], 1, memory_order_seq_cst);
    if (!atomic_load_explicit(&wants[!self], memory_order_seq_cst))
        inside[self] = 1;
    return NULL;
}
int
main(void)
{
    pthread_t one, two;
    pthread_create(&one, NULL, worker, NULL);
    pthread_create(&two, NULL, worker, &one);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return inside[0] && inside[1];
}
