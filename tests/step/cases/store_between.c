/* expect: unproved; says: store buffers */

/* The first worker writes x, and finds y unwritten but z written: only if the
 * second has come between its reads. The third has then not seen x, although
 * the first has not seen v. */

#include <pthread.h>
#include <stdatomic.h>
static atomic_int x, y, z, v;
static int saw_v = 1, saw_x = 1;
static void *
read_all(void *unused)
{
    atomic_store_explicit(&x, 1, memory_order_relaxed);
    if (!atomic_load_explicit(&y, memory_order_relaxed) &&
        atomic_load_explicit(&z, memory_order_relaxed))
        saw_v = atomic_load_explicit(&v, memory_order_relaxed);
    return unused;
}
static void *
write_both(void *unused)
{
    atomic_store_explicit(&y, 1, memory_order_relaxed);
    atomic_store_explicit(&z, 1, memory_order_relaxed);
    return unused;
}
static void *
read_x(void *unused)
{
    atomic_store(&v, 1);
    saw_x = atomic_load(&x);
    return unused;
}
int
main(void)
{
    pthread_t one, two, three;
    pthread_create(&one, NULL, read_all, NULL);
    pthread_create(&two, NULL, write_both, NULL);
    pthread_create(&three, NULL, read_x, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    pthread_join(three, NULL);
    return !saw_v && !saw_x;
}
