/* A queue from one producer to one consumer, without a lock (Lamport 1977, with
 * copies of the indices as in FastForward and in Torquati 2010).
 *
 * Each index has one writer: only the producer moves `in`, only the consumer
 * moves `out`. Both count all items, modulo 2^32, and never go back; the slot
 * is the index modulo a power of two, so that it goes on where the count wraps.
 * in - out slots are in use: 0 is empty, `slots` is full.
 *
 * What makes it fast is what it leaves alone. The other's index lies in a line
 * that the other keeps writing: to read it costs the way between two cores. So
 * each side works with a copy, and reads the index again only where the copy
 * says that it cannot go on. The copy is never too far: an old `out` only hides
 * slots that have become free, an old `in` items that have come.
 *
 * A slot is used in place. The producer:
 *     item = ring_reserve(ring, 0); fill it; ring_commit(ring, 1);
 * and the consumer:
 *     item = ring_peek(ring, 0); use it; ring_release(ring, 1);
 * or several at once, i from 0. NULL: the ring is full, or empty;
 * ring_await_free and ring_await_item sleep until it is not. What is committed
 * or released is published for the other `publish` at a time, before a wait,
 * and by ring_publish_items and ring_publish_slots.
 *
 * It holds no address: it may lie at different ones in different processes. */
#pragma once

#include "prodcons/bell.h"

#include "kit/cpus.h"

#include <stddef.h>
#include <stdint.h>

/* One side's own notes, in lines that the other side does not touch. */
struct ring_side {
    _Alignas(APART) uint32_t next; /* the index of its next item */
    uint32_t published;            /* as far as the other side may know */
    uint32_t seen;                 /* its copy of the other's index */
    uint32_t gained;               /* what its last look there brought */
};

/* Read by the other side. */
struct ring_index {
    _Alignas(APART) _Atomic uint32_t value;
};

struct ring {
    uint32_t slots, mask, slot_bytes; /* all written by ring_init only */
    uint32_t publish, few;
    struct ring_side producer, consumer;
    struct ring_index in, out;
    struct bell not_full, not_empty;
    _Alignas(APART) unsigned char slot[];
};

/* The indices begin just before they wrap: so every run goes past that. */
#define RING_FIRST (UINT32_MAX - 1)

/* The memory that it takes; and make it, in zeroed memory aligned to APART. */
size_t ring_bytes(uint32_t slots, uint32_t slot_bytes);
void ring_init(struct ring *ring, uint32_t slots, uint32_t slot_bytes,
    uint32_t publish, enum bell_wait wait);

/* How many items are published and not yet released. For the consumer, or when
 * both are at rest. */
uint32_t ring_count(const struct ring *ring);

/* Publish what is held back, and wait. May return for no reason. */
void ring_await_free(struct ring *ring);
void ring_await_item(struct ring *ring);

/* How many items ahead each side fetches the slots that it will use: while
 * these are worked through, a line has the time to come from the other core.
 * (Bytes are no measure: of small items, few lines are needed in that time.) */
enum { RING_AHEAD = 48 };

static inline void *
ring_slot(struct ring *ring, uint32_t index)
{
    return ring->slot + (size_t)(index & ring->mask) * ring->slot_bytes;
}

/* Look at the other's index. Who comes too often gains little each time, and
 * slows the other down, whose line it takes: with some pauses (half a
 * microsecond, or less) it falls back, and gains more (the temporal slip of
 * FastForward).
 *
 * Acquire. To the producer `out` says that the consumer has read the slot: it
 * must be done with it before we write there. Without it, the new item may be
 * written early, and the consumer reads half of it in place of its own. To the
 * consumer `in` says that the slot is filled: without acquire, the slot may be
 * read before the index, and be that of the last round. (On x86 loads stay in
 * order, and a store is never early: only the compiler is held back. On ARM
 * this is ldar.) */
enum { RING_SLIP = 12 };

static inline void
ring_look(const struct ring *ring, struct ring_side *self,
    const struct ring_index *other)
{
    if (self->gained - 1 < ring->few) /* at least 1 */
        for (int i = 0; i < RING_SLIP; i++)
            cpus_relax();
    uint32_t value = atomic_load_explicit(&other->value, memory_order_acquire);
    self->gained = value - self->seen;
    self->seen = value;
}

/* ---- The producer. ---- */

/* How many free slots it knows of: all that there were when it last looked. */
static inline uint32_t
ring_free(const struct ring *ring)
{
    return ring->slots - (ring->producer.next - ring->producer.seen);
}

/* The i-th free slot, or NULL. What the consumer has left is fetched ahead: a
 * store to a line of the other core waits until the line has come, and all
 * later stores, `in` among them, wait for it. */
static inline void *
ring_reserve(struct ring *ring, uint32_t i)
{
    struct ring_side *self = &ring->producer;

    if (ring_free(ring) <= i) {
        ring_look(ring, self, &ring->out);
        if (ring_free(ring) <= i)
            return NULL;
    }
    if (ring_free(ring) > i + RING_AHEAD)
        cpus_fetch_to_write(ring_slot(ring, self->next + i + RING_AHEAD));
    return ring_slot(ring, self->next + i);
}

/* Release: the item must be in its slot before the consumer can see the index.
 * Without it, the consumer may take what was in the slot before. (On x86 a
 * plain store, since stores stay in order; on ARM: stlr.) */
static inline void
ring_publish_items(struct ring *ring)
{
    struct ring_side *self = &ring->producer;

    self->published = self->next;
    atomic_store_explicit(&ring->in.value, self->next, memory_order_release);
    bell_ring(&ring->not_empty);
}

static inline void
ring_commit(struct ring *ring, uint32_t count)
{
    struct ring_side *self = &ring->producer;

    self->next += count;
    if (self->next - self->published >= ring->publish)
        ring_publish_items(ring);
}

/* ---- The consumer. ---- */

/* How many items it knows of: all that there were when it last looked. */
static inline uint32_t
ring_in_sight(const struct ring *ring)
{
    return ring->consumer.seen - ring->consumer.next;
}

/* The i-th item, or NULL. What is in sight is fetched ahead; what is not, the
 * producer may be writing, and would lose the line. */
static inline void *
ring_peek(struct ring *ring, uint32_t i)
{
    struct ring_side *self = &ring->consumer;

    if (ring_in_sight(ring) <= i) {
        ring_look(ring, self, &ring->in);
        if (ring_in_sight(ring) <= i)
            return NULL;
    }
    if (ring_in_sight(ring) > i + RING_AHEAD)
        __builtin_prefetch(ring_slot(ring, self->next + i + RING_AHEAD));
    return ring_slot(ring, self->next + i);
}

/* Release: all reads of the slot come before the producer can see it as free.
 * Without it, the producer may overwrite an item that is still being read. */
static inline void
ring_publish_slots(struct ring *ring)
{
    struct ring_side *self = &ring->consumer;

    self->published = self->next;
    atomic_store_explicit(&ring->out.value, self->next, memory_order_release);
    bell_ring(&ring->not_full);
}

static inline void
ring_release(struct ring *ring, uint32_t count)
{
    struct ring_side *self = &ring->consumer;

    self->next += count;
    if (self->next - self->published >= ring->publish)
        ring_publish_slots(ring);
}
