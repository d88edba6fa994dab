/* expect: fails; options: --races; says: the program exits with 1 */

/* Plain moves, of what is declared atomic: updates are lost, without a race. */

#include <pthread.h>
#include <stdatomic.h>
struct {
    int first;
    _Atomic int total[2];
} all;
static void *
worker(void *unused)
{
    int seen = atomic_load_explicit(&all.total[1], memory_order_relaxed);
    atomic_store_explicit(&all.total[1], seen + 1, memory_order_relaxed);
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
    return all.total[1] != 2;
}
