/* expect: unproved; says: store buffers */

/* Dekker's entry: a fence in one of the two is not enough. */

#include <pthread.h>
#include <stdatomic.h>
static atomic_int wants[2];
static int inside[2];
static void *
enter_fenced(void *unused)
{
    atomic_store_explicit(&wants[0], 1, memory_order_seq_cst);
    if (!atomic_load_explicit(&wants[1], memory_order_seq_cst))
        inside[0] = 1;
    return unused;
}
static void *
enter(void *unused)
{
    atomic_store_explicit(&wants[1], 1, memory_order_relaxed);
    if (!atomic_load_explicit(&wants[0], memory_order_relaxed))
        inside[1] = 1;
    return unused;
}
int
main(void)
{
    pthread_t one, two;
    pthread_create(&one, NULL, enter_fenced, NULL);
    pthread_create(&two, NULL, enter, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return inside[0] && inside[1];
}
