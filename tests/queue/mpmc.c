/* Ours: the queue of --sync=mpmc. */

#include "prodcons/mpmc.h"

#include "peer.h"

static size_t
size(const struct course *course)
{
    return mpmc_bytes(course->slots, (size_t)course->bytes);
}

static bool
open_adaptive(void *queue, const struct course *course)
{
    mpmc_init(queue, course->slots, (size_t)course->bytes, BELL_ADAPTIVE);
    return true;
}

static inline bool
push(void *queue, const uint64_t *item)
{
    mpmc_put(queue, item);
    return true;
}

static inline bool
pop(void *queue, uint64_t *item)
{
    mpmc_take(queue, item);
    return true;
}

LOOPS(mpmc, push, pop)

const struct peer mpmc_peers[] = {
    {"mpmc adaptive", NULL, true, size, open_adaptive, NULL, LOOPS_OF(mpmc)},
    {.name = NULL}};
