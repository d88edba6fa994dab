/* expect: holds; lacks: but two steps */

/* A counter of one's own beside what another writes: that an `add` without LOCK
 * is two steps matters to nobody here. */

#include <assert.h>
#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>

static void *
worker(void *given)
{
    *(int *)given = 1;
    return NULL;
}

int
main(void)
{
    alignas(8) int both[2] = {0, 0};
    pthread_t one;

    assert(pthread_create(&one, NULL, worker, &both[1]) == 0);
    both[0]++;
    assert(pthread_join(one, NULL) == 0);
    return both[0] + both[1] - 2;
}
