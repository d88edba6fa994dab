/* A spin lock: one flag. Whoever sets it first has the lock, and nobody queues:
 * a waiter can lose every time, and the last owner, whose cache has the flag,
 * wins most often. */
#pragma once

#include "lock_pause.h"

#include <stdatomic.h>

/* Acquire: our accesses cannot move before the flag is ours, or we would read a
 * value that the last owner is about to change. */
static inline void
spin_lock(atomic_flag *flag)
{
    for (int spins = 1;
         atomic_flag_test_and_set_explicit(flag, memory_order_acquire); spins++)
        lock_pause(spins);
}

/* Release: what we have stored is visible before the flag is free, or the next
 * owner would read the old value. */
static inline void
spin_unlock(atomic_flag *flag)
{
    atomic_flag_clear_explicit(flag, memory_order_release);
}
