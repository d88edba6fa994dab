/* Concurrency Kit (libck-dev): its ring, for one and for many. */

#include "peer.h"

#include <ck_ring.h>

struct kit {
    ck_ring_t ring;
    _Alignas(128) unsigned char slot[];
};

struct bytes_1 {
    uint64_t word[1];
};
struct bytes_4 {
    uint64_t word[4];
};
struct bytes_8 {
    uint64_t word[8];
};

CK_RING_PROTOTYPE(one, bytes_1)
CK_RING_PROTOTYPE(four, bytes_4)
CK_RING_PROTOTYPE(eight, bytes_8)

static size_t
size(const struct course *course)
{
    return sizeof(struct kit) + (size_t)course->slots * (size_t)course->bytes;
}

static bool
open_kit(void *queue, const struct course *course)
{
    ck_ring_init(&((struct kit *)queue)->ring, (unsigned)course->slots);
    return true;
}

#define CALL(operation, of, bytes, queue, item)                                \
    CK_RING_##operation(of, &((struct kit *)(queue))->ring,                    \
        (struct bytes *)((struct kit *)(queue))->slot, (struct bytes *)(item))

#define spsc_push_1(queue, item) CALL(ENQUEUE_SPSC, one, bytes_1, queue, item)
#define spsc_pop_1(queue, item)  CALL(DEQUEUE_SPSC, one, bytes_1, queue, item)
#define spsc_push_4(queue, item) CALL(ENQUEUE_SPSC, four, bytes_4, queue, item)
#define spsc_pop_4(queue, item)  CALL(DEQUEUE_SPSC, four, bytes_4, queue, item)
#define spsc_push_8(queue, item) CALL(ENQUEUE_SPSC, eight, bytes_8, queue, item)
#define spsc_pop_8(queue, item)  CALL(DEQUEUE_SPSC, eight, bytes_8, queue, item)
LOOPS_FOR(spsc, 1, spsc_push_1, spsc_pop_1)
LOOPS_FOR(spsc, 4, spsc_push_4, spsc_pop_4)
LOOPS_FOR(spsc, 8, spsc_push_8, spsc_pop_8)

#define mpmc_push_1(queue, item) CALL(ENQUEUE_MPMC, one, bytes_1, queue, item)
#define mpmc_pop_1(queue, item)  CALL(DEQUEUE_MPMC, one, bytes_1, queue, item)
#define mpmc_push_4(queue, item) CALL(ENQUEUE_MPMC, four, bytes_4, queue, item)
#define mpmc_pop_4(queue, item)  CALL(DEQUEUE_MPMC, four, bytes_4, queue, item)
#define mpmc_push_8(queue, item) CALL(ENQUEUE_MPMC, eight, bytes_8, queue, item)
#define mpmc_pop_8(queue, item)  CALL(DEQUEUE_MPMC, eight, bytes_8, queue, item)
LOOPS_FOR(mpmc, 1, mpmc_push_1, mpmc_pop_1)
LOOPS_FOR(mpmc, 4, mpmc_push_4, mpmc_pop_4)
LOOPS_FOR(mpmc, 8, mpmc_push_8, mpmc_pop_8)

const struct peer ck_peers[] = {
    {"ck spsc", "one slot fewer", false, size, open_kit, NULL, LOOPS_OF(spsc)},
    {"ck mpmc", "one slot fewer", true, size, open_kit, NULL, LOOPS_OF(mpmc)},
    {.name = NULL}};
