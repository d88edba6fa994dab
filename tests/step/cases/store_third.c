/* expect: unproved; says: store buffers */

/* Three workers, and each but the first orders what it does: yet the second may
 * see y written before x, though the first wrote x and then found y unwritten.
 */

#include <pthread.h>
#include <stdatomic.h>
static atomic_int x, y;
static int first, second;
static void *
go_first(void *unused)
{
    atomic_store_explicit(&x, 1, memory_order_relaxed);
    first = atomic_load_explicit(&y, memory_order_relaxed);
    return unused;
}
static void *
write_y(void *unused)
{
    atomic_store_explicit(&y, 1, memory_order_relaxed);
    return unused;
}
static void *
go_second(void *unused)
{
    int seen = atomic_load_explicit(&y, memory_order_seq_cst);
    second = seen && !atomic_load_explicit(&x, memory_order_seq_cst);
    return unused;
}
int
main(void)
{
    pthread_t one, two, three;
    pthread_create(&one, NULL, go_first, NULL);
    pthread_create(&two, NULL, write_y, NULL);
    pthread_create(&three, NULL, go_second, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    pthread_join(three, NULL);
    return !first && second;
}
