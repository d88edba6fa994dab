/* A ticket lock: draw a number, and wait until it is served. First come, first
 * served: nobody starves. But if the next in line has no CPU, all wait for it,
 * even though the lock is free: with more workers than CPUs every hand-over can
 * take a time slice. Zeroed memory is a free lock. */
#pragma once

#include "lock_pause.h"

#include <stdatomic.h>

struct ticket_lock {
    atomic_uint next;    /* the number that the next one draws */
    atomic_uint serving; /* whose number this is owns the lock */
};

/* Relaxed to draw: the number says only who comes when, and one indivisible
 * step is enough to give each another one. Acquire to be served: our accesses
 * cannot move before our turn, or we would read a value that the last owner is
 * about to change. Both wrap round together after UINT_MAX. */
static inline void
ticket_lock(struct ticket_lock *lock)
{
    unsigned own =
        atomic_fetch_add_explicit(&lock->next, 1, memory_order_relaxed);

    for (int spins = 1;
         atomic_load_explicit(&lock->serving, memory_order_acquire) != own;
         spins++)
        lock_pause(spins);
}

/* The owner alone writes `serving`, so that a load and a store are enough, and
 * the load is of its own number. Release: what we have stored is visible before
 * the next is served, or it would read the old value. */
static inline void
ticket_unlock(struct ticket_lock *lock)
{
    unsigned own = atomic_load_explicit(&lock->serving, memory_order_relaxed);

    atomic_store_explicit(&lock->serving, own + 1, memory_order_release);
}
