/* expect: unproved; says: store buffers */

/* Only one of the two reads. The other's store to y comes before its own: then
 * it must have written x, too. But it may have read x before that store. */

#include <pthread.h>
#include <stdatomic.h>
static atomic_int x, y;
static int seen;
static void *
write_both(void *unused)
{
    atomic_store_explicit(&x, 1, memory_order_relaxed);
    atomic_store_explicit(&y, 1, memory_order_relaxed);
    return unused;
}
static void *
write_and_read(void *unused)
{
    atomic_store_explicit(&y, 2, memory_order_relaxed);
    seen = atomic_load_explicit(&x, memory_order_relaxed);
    return unused;
}
int
main(void)
{
    pthread_t one, two;
    pthread_create(&one, NULL, write_both, NULL);
    pthread_create(&two, NULL, write_and_read, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return y == 2 && seen == 0;
}
