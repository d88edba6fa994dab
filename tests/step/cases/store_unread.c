/* expect: holds; says: none fails */

/* A question that nobody has seen yet cannot have been answered: what comes
 * after the answer is not followed, though it would be read too early there.
 */

#include <pthread.h>
#include <stdatomic.h>
static atomic_int asked, answer, ready;
static int was_late, found = 1;

static void *
ask(void *unused)
{
    (void)unused;
    atomic_store_explicit(&asked, 1, memory_order_relaxed);
    if (atomic_load_explicit(&answer, memory_order_relaxed) == 1)
        found = atomic_load_explicit(&ready, memory_order_relaxed);
    return NULL;
}

static void *
reply(void *unused)
{
    (void)unused;
    atomic_store(&ready, 1);
    if (atomic_load(&asked))
        atomic_store(&answer, 1);
    else
        was_late = 1;
    return NULL;
}

int
main(void)
{
    pthread_t one, two;

    pthread_create(&one, NULL, ask, NULL);
    pthread_create(&two, NULL, reply, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return was_late && !found;
}
