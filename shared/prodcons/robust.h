/* A queue for many workers that survives the death of any of them at any
 * instruction.
 *
 * For two reasons. The mutex is robust: when its owner dies, the kernel unlocks
 * it, and the next worker to lock it is told (EOWNERDEAD). And the whole state
 * of the queue is in one 64-bit word, `state`, so that a change is one store:
 * before it nothing has happened, after it everything has. So there is nothing
 * to repair: the worker that follows a dead owner finds the queue as it was
 * before the change, or as it is after it.
 *
 * A consumer reads the first item, processes it, and only then removes it. If
 * it dies in between, the next one processes the item again: each death may
 * cause one item to be processed twice, but none is lost. */
#pragma once

#include "prodcons/bell.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

struct robust {
    size_t item_bytes; /* written by robust_init only */
    uint32_t slots;
    _Alignas(APART) pthread_mutex_t mutex;
    atomic_long repairs; /* owners that have died */

    /* Upper half: the slot of the first item. Lower half: how many items there
     * are. The lock must be held to change it. */
    _Atomic uint64_t state;
    struct bell not_full, not_empty;
    _Alignas(APART) unsigned char slot[];
};

/* The size of a queue; and create one in zeroed memory aligned to APART.
 * sharing: PTHREAD_PROCESS_SHARED or PTHREAD_PROCESS_PRIVATE. */
size_t robust_bytes(long slots, size_t item_bytes);
void robust_init(struct robust *robust, long slots, size_t item_bytes,
    enum bell_wait wait, int sharing);

/* How many items there are. */
uint32_t robust_count(const struct robust *robust);

/* Copy an item in; false if the queue is full. */
bool robust_put(struct robust *robust, const void *item);

/* Copy the first item out, and leave it in the queue: the caller holds the lock
 * until robust_done, which removes the item. False if the queue is empty: then
 * no lock is held. */
bool robust_look(struct robust *robust, void *item);
void robust_done(struct robust *robust);

/* A worker has died. It may have changed something without waking those who
 * wait for that: wake all. */
void robust_mourn(struct robust *robust);
