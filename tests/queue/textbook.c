/* Two rings of the textbook: Lamport's, in which each side reads the other's
 * index every time; and the same with copies of it, as in rigtorp's SPSCQueue
 * (the algorithm; that program is not used). */

#include "peer.h"

#include <stdatomic.h>

struct textbook {
    size_t places; /* one more than the slots: full is not empty */
    _Alignas(128) atomic_size_t in;
    _Alignas(128) size_t out_seen;
    _Alignas(128) atomic_size_t out;
    _Alignas(128) size_t in_seen;
    _Alignas(128) unsigned char slot[];
};

static size_t
size(const struct course *course)
{
    return sizeof(struct textbook) +
           (size_t)(course->slots + 1) * (size_t)course->bytes;
}

static bool
open_textbook(void *queue, const struct course *course)
{
    struct textbook *ring = queue;

    ring->places = (size_t)course->slots + 1;
    return true;
}

static inline bool
push(struct textbook *ring, const uint64_t *item, size_t bytes, bool copies)
{
    size_t in = atomic_load_explicit(&ring->in, memory_order_relaxed);
    size_t next = in + 1 == ring->places ? 0 : in + 1;

    if (!copies || next == ring->out_seen) {
        ring->out_seen = atomic_load_explicit(&ring->out, memory_order_acquire);
        if (next == ring->out_seen)
            return false;
    }
    memcpy(ring->slot + in * bytes, item, bytes);
    atomic_store_explicit(&ring->in, next, memory_order_release);
    return true;
}

static inline bool
pop(struct textbook *ring, uint64_t *item, size_t bytes, bool copies)
{
    size_t out = atomic_load_explicit(&ring->out, memory_order_relaxed);

    if (!copies || out == ring->in_seen) {
        ring->in_seen = atomic_load_explicit(&ring->in, memory_order_acquire);
        if (out == ring->in_seen)
            return false;
    }
    memcpy(item, ring->slot + out * bytes, bytes);
    atomic_store_explicit(&ring->out, out + 1 == ring->places ? 0 : out + 1,
        memory_order_release);
    return true;
}

#define lamport_push(queue, item) push(queue, item, sizeof(item), false)
#define lamport_pop(queue, item)  pop(queue, item, sizeof(item), false)
LOOPS(lamport, lamport_push, lamport_pop)

#define copies_push(queue, item) push(queue, item, sizeof(item), true)
#define copies_pop(queue, item)  pop(queue, item, sizeof(item), true)
LOOPS(copies, copies_push, copies_pop)

const struct peer textbook_peers[] = {
    {"Lamport's ring", NULL, false, size, open_textbook, NULL,
        LOOPS_OF(lamport)},
    {"rigtorp's way", NULL, false, size, open_textbook, NULL, LOOPS_OF(copies)},
    {.name = NULL}};
