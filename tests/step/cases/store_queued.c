/* expect: holds; options: --faults=alloc; says: none fails */

/* A lock with a queue (Mellor-Crummey and Scott 1991). Its holder writes what
 * the lock guards, and reads whether another queues, which writes that at the
 * same time: but that one reads nothing until the holder has let it in,
 * whether its malloc has failed or not. */

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
static struct place {
    _Atomic(struct place *) next;
    atomic_bool waits;
} places[2];
static _Atomic(struct place *) last;
static int total;
static void
enter(struct place *mine)
{
    atomic_store_explicit(&mine->next, NULL, memory_order_relaxed);
    atomic_store_explicit(&mine->waits, 1, memory_order_relaxed);
    struct place *before = atomic_exchange(&last, mine);
    if (before == NULL)
        return;
    atomic_store_explicit(&before->next, mine, memory_order_release);
    while (atomic_load_explicit(&mine->waits, memory_order_acquire))
        continue;
}
static void
leave(struct place *mine)
{
    struct place *next =
        atomic_load_explicit(&mine->next, memory_order_acquire);
    struct place *alone = mine;
    if (next == NULL && atomic_compare_exchange_strong(&last, &alone, NULL))
        return;
    while (next == NULL)
        next = atomic_load_explicit(&mine->next, memory_order_acquire);
    atomic_store_explicit(&next->waits, 0, memory_order_release);
}
static void *
worker(void *me)
{
    struct place *mine = &places[me != NULL];
    void *volatile block = malloc(1);
    enter(mine);
    total++;
    free(block);
    leave(mine);
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
    return total != 2;
}
