/* A mutex of one word and a futex: the third of Drepper's "Futexes Are Tricky"
 * (2011), and what is inside most pthread_mutex_t. Nobody calls the kernel as
 * long as nobody has to wait; that is what the third state is for. Zeroed
 * memory is a free lock. */
#pragma once

#include "futex.h"

#include <stdatomic.h>

enum futex_lock_state {
    FUTEX_LOCK_FREE,
    FUTEX_LOCK_TAKEN,    /* and nobody sleeps: to unlock is one instruction */
    FUTEX_LOCK_CONTENDED /* somebody may sleep: unlocking must wake one */
};

/* The lock is not free: sleep until it is ours. */
void futex_lock_wait(atomic_int *word);

/* Acquire: our accesses cannot move before the lock is ours, or we would read a
 * value that the last owner is about to change. */
static inline void
futex_lock(atomic_int *word)
{
    int seen = FUTEX_LOCK_FREE;

    if (!atomic_compare_exchange_strong_explicit(word, &seen, FUTEX_LOCK_TAKEN,
            memory_order_acquire, memory_order_relaxed))
        futex_lock_wait(word);
}

/* Release: what we have stored is visible before the lock is free. It must be
 * one exchange: after a load and a store, one that has marked the lock as
 * contended in between would sleep, and never be woken. */
static inline void
futex_unlock(atomic_int *word)
{
    if (atomic_exchange_explicit(word, FUTEX_LOCK_FREE, memory_order_release) ==
        FUTEX_LOCK_CONTENDED)
        futex_wake(word, 1);
}
