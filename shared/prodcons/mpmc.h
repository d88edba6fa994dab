/* A queue for any number of producers and consumers (after Vyukov's bounded
 * MPMC queue): a ring in which each slot says whose turn it is.
 *
 * Positions count all items from 0, and never wrap (64 bits). A worker first
 * claims a position by compare-and-swap, and then has the slot to itself. The
 * slot's sequence number says what is in it:
 *     2 p       free, for the item of position p
 *     2 p + 1   filled with that item
 * When the item is taken, it becomes 2 (p + slots): free for the next round.
 * There is no lock to wait for. But a worker that stops between its claim and
 * its last store (it was preempted or killed) blocks those who come to the same
 * slot. */
#pragma once

#include "prodcons/bell.h"

#include <stddef.h>
#include <stdint.h>

struct mpmc_slot {
    _Atomic uint64_t sequence;
    unsigned char item[];
};

struct mpmc_position {
    _Alignas(APART) _Atomic uint64_t value;
};

struct mpmc {
    uint64_t slots; /* these four are written by mpmc_init only */
    uint64_t mask;  /* slots - 1 if that is a power of two, else 0: a division
                     * takes as long as all else of a put */
    size_t item_bytes, slot_bytes;
    struct mpmc_position tail, head; /* the next to put, and to take */
    struct bell not_full, not_empty;
    _Alignas(APART) unsigned char slot[];
};

/* The size of a queue; and create one in zeroed memory aligned to APART. */
size_t mpmc_bytes(long slots, size_t item_bytes);
void mpmc_init(
    struct mpmc *mpmc, long slots, size_t item_bytes, enum bell_wait wait);

/* Copy an item in, or out; wait while it is full, or empty. Both return the
 * item's position. */
uint64_t mpmc_put(struct mpmc *mpmc, const void *item);
uint64_t mpmc_take(struct mpmc *mpmc, void *item);

/* How many items there are, including those that are just being put in or taken
 * out. For an observer. */
long mpmc_count(const struct mpmc *mpmc);
