/* A queue for many that survives the death of any worker at any instruction.
 *
 * Two things make it so. The mutex is robust: when its owner dies, the kernel
 * unlocks it, and the next to lock it is told (EOWNERDEAD). And all that the
 * queue is stands in one word of 64 bits, `state`: a change is one store.
 * Before it, nothing has happened; after it, all has. So there is nothing to
 * repair: whoever comes after a dead owner finds the queue as it was, or as it
 * was to become.
 *
 * A consumer looks at the first item, does what is to be done about it, and
 * only then takes it out. If it dies in between, the next does it once more: an
 * item may be processed twice, for each death, but none is lost. */
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

/* The memory that it takes; and make it, in zeroed memory aligned to APART.
 * sharing: PTHREAD_PROCESS_SHARED or PTHREAD_PROCESS_PRIVATE. */
size_t robust_bytes(long slots, size_t item_bytes);
void robust_init(struct robust *robust, long slots, size_t item_bytes,
    enum bell_wait wait, int sharing);

/* How many items there are. */
uint32_t robust_count(const struct robust *robust);

/* Copy an item in. false: it is full. */
bool robust_put(struct robust *robust, const void *item);

/* Copy the first item out, and leave it there: the caller holds the lock until
 * robust_done, which takes it out. false: it is empty, and no lock is held. */
bool robust_look(struct robust *robust, void *item);
void robust_done(struct robust *robust);

/* A worker has died. It may have changed something and not woken those who wait
 * for it: wake all. */
void robust_mourn(struct robust *robust);
