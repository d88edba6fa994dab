/* expect: holds */

/* Each says that it is there, and waits for the other: the pattern of Dekker's
 * entry, but a worker that reads too early only waits for longer. */

#include <pthread.h>
#include <stdatomic.h>
static atomic_int here[2];
static int made[2], seen[2];
static void *
worker(void *me)
{
    int self = me != NULL;
    made[self] = 1;
    atomic_store_explicit(&here[self], 1, memory_order_release);
    while (!atomic_load_explicit(&here[!self], memory_order_acquire))
        continue;
    seen[self] = made[!self];
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
    return !seen[0] || !seen[1];
}
