/* The queue lock of Mellor-Crummey and Scott (1991): first come, first served
 * as with tickets, but each waits on a word of its own. Where all wait on one
 * word, every hand-over takes its cache line from each of them; here it takes
 * one line to one waiter, however many wait.
 *
 * The nodes point at each other: between processes they must lie in memory that
 * all have at the same address, as what was mapped before fork. Zeroed memory
 * is a free lock. */
#pragma once

#include "lines.h"
#include "lock_pause.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* One for each worker, in cache lines of its own. */
struct mcs_node {
    _Alignas(APART) struct mcs_node *_Atomic next; /* NULL: nobody known */
    atomic_bool waits; /* true until the one before us hands over */
};

struct mcs_lock {
    struct mcs_node *_Atomic last; /* NULL: the lock is free */
};

static inline void
mcs_lock(struct mcs_lock *lock, struct mcs_node *own)
{
    atomic_store_explicit(&own->next, NULL, memory_order_relaxed);
    atomic_store_explicit(&own->waits, true, memory_order_relaxed);
    /* Release: our next is NULL before another can find the node, or the NULL
     * might overwrite what it writes there, and it would wait for ever.
     * Acquire: so is the next of the node before us, in which we write; and if
     * the lock is free, our accesses come after those of the last owner. */
    struct mcs_node *before =
        atomic_exchange_explicit(&lock->last, own, memory_order_acq_rel);
    if (before == NULL)
        return;
    /* Release: `before` writes our `waits` only after we have set it. */
    atomic_store_explicit(&before->next, own, memory_order_release);
    /* Acquire: our accesses cannot move before the hand-over. */
    for (int spins = 1; atomic_load_explicit(&own->waits, memory_order_acquire);
         spins++)
        lock_pause(spins);
}

static inline void
mcs_unlock(struct mcs_lock *lock, struct mcs_node *own)
{
    /* Acquire: the next one has set its `waits` before we clear it. */
    struct mcs_node *next =
        atomic_load_explicit(&own->next, memory_order_acquire);

    if (next == NULL) {
        struct mcs_node *expected = own;
        /* Nobody behind us? Then the lock is free. Release: what we have stored
         * is visible before it is. */
        if (atomic_compare_exchange_strong_explicit(&lock->last, &expected,
                NULL, memory_order_release, memory_order_relaxed))
            return;
        /* Somebody has come, and is about to write our next. */
        for (int spins = 1; next == NULL; spins++) {
            lock_pause(spins);
            next = atomic_load_explicit(&own->next, memory_order_acquire);
        }
    }
    /* Release: what we have stored is visible before the next one goes on. */
    atomic_store_explicit(&next->waits, false, memory_order_release);
}
