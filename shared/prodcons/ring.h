/* A lock-free queue from one producer to one consumer (Lamport 1977, with
 * copies of the indices as in FastForward and in Torquati 2010).
 *
 * Each index has a single writer: only the producer advances `in`, only the
 * consumer advances `out`. Both count all items, modulo 2^32. The slot is the
 * index modulo a power of two, so nothing happens where the count wraps. in -
 * out slots are in use: with 0 the ring is empty, with `slots` it is full.
 *
 * It is fast because it seldom reads the other side's index: that lies in a
 * cache line which the other core keeps writing to, so that each read fetches
 * the line from there. So each side works with a copy of the other's index, and
 * reads the index again only when, by the copy, it cannot go on. An outdated
 * copy does no harm: an old `out` only hides slots that have become free, an
 * old `in` items that have arrived.
 *
 * Slots are used in place. The producer:
 *     item = ring_reserve(ring, 0); fill it; ring_commit(ring, 1);
 * and the consumer:
 *     item = ring_peek(ring, 0); use it; ring_release(ring, 1);
 * or several at a time, counted from 0. NULL means that the ring is full, or
 * empty; ring_await_free and ring_await_item sleep until it is not. What is
 * committed or released is published to the other side `publish` at a time,
 * before a wait, and by ring_publish_items and ring_publish_slots.
 *
 * It contains no address, so that it may be mapped at different addresses in
 * different processes. */
#pragma once

#include "prodcons/bell.h"

#include "kit/cpus.h"

#include <stddef.h>
#include <stdint.h>

/* What one side keeps for itself, in cache lines that the other does not touch.
 */
struct ring_side {
    _Alignas(APART) uint32_t next; /* the index of its next item */
    uint32_t published;            /* the index that the other side can see */
    uint32_t seen;                 /* its copy of the other's index */
    uint32_t gained;               /* by how much its last read advanced it */
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

/* The indices start just before they wrap, so that every run tries that. */
#define RING_FIRST (UINT32_MAX - 1)

/* The size of a ring; and create one in zeroed memory aligned to APART. */
size_t ring_bytes(uint32_t slots, uint32_t slot_bytes);
void ring_init(struct ring *ring, uint32_t slots, uint32_t slot_bytes,
    uint32_t publish, enum bell_wait wait);

/* How many items are published and not yet released. For the consumer, or when
 * both are at rest. */
uint32_t ring_count(const struct ring *ring);

/* Publish what is held back, and wait. May return for no reason. */
void ring_await_free(struct ring *ring);
void ring_await_item(struct ring *ring);

/* How many items ahead each side prefetches the slots that it will use: while
 * it works through these, the line has time to arrive from the other core. (Not
 * in bytes: small items need few lines in that time.) */
enum { RING_AHEAD = 48 };

static inline void *
ring_slot(struct ring *ring, uint32_t index)
{
    return ring->slot + (size_t)(index & ring->mask) * ring->slot_bytes;
}

/* Read the other side's index. A side that reads too often advances little each
 * time, and slows the other down by taking its cache line. A few pauses (half a
 * microsecond or less) let it fall back, so that it advances more the next time
 * (the temporal slip of FastForward).
 *
 * Acquire. To the producer, `out` says that the consumer has read the slot:
 * those reads must come before our writes to it. Without acquire, the new item
 * might be written early, and the consumer might read half of it instead of the
 * old one. To the consumer, `in` says that the slot has been filled: without
 * acquire, the slot might be read before the index, and hold the item of the
 * last round. (On x86 loads stay in order, and no store overtakes an earlier
 * load, so this restrains only the compiler. On ARM it is ldar.) */
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

/* How many free slots it knows of: as many as there were when it last read. */
static inline uint32_t
ring_free(const struct ring *ring)
{
    return ring->slots - (ring->producer.next - ring->producer.seen);
}

/* The i-th free slot, or NULL. Slots that the consumer has released are
 * prefetched: a store to a line that is in the other core's cache waits until
 * the line has arrived, and all later stores, `in` among them, wait behind it.
 */
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
 * Without it, the consumer might take what was in the slot before. (On x86 it
 * is a plain store, since stores stay in order; on ARM it is stlr.) */
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

/* How many items it knows of: as many as there were when it last read. */
static inline uint32_t
ring_known(const struct ring *ring)
{
    return ring->consumer.seen - ring->consumer.next;
}

/* The i-th item, or NULL. Only items that it knows of are prefetched: others
 * the producer may be writing, and would lose the cache line. */
static inline void *
ring_peek(struct ring *ring, uint32_t i)
{
    struct ring_side *self = &ring->consumer;

    if (ring_known(ring) <= i) {
        ring_look(ring, self, &ring->in);
        if (ring_known(ring) <= i)
            return NULL;
    }
    if (ring_known(ring) > i + RING_AHEAD)
        __builtin_prefetch(ring_slot(ring, self->next + i + RING_AHEAD));
    return ring_slot(ring, self->next + i);
}

/* Release: all reads of the slot come before the producer can see that it is
 * free. Without it, the producer might overwrite an item that is still being
 * read. */
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
