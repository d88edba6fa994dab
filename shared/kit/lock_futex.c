#include "lock_futex.h"

/* Mark the lock as contended before sleeping, or its owner would not wake us;
 * the kernel lets us sleep only if the mark is still there. Whoever takes
 * the lock here leaves the mark, too: it cannot know whether others sleep, and
 * at worst wakes nobody once. Acquire: as in futex_lock. */
void
futex_lock_wait(atomic_int *word)
{
    while (atomic_exchange_explicit(word, FUTEX_LOCK_CONTENDED,
               memory_order_acquire) != FUTEX_LOCK_FREE)
        futex_wait(word, FUTEX_LOCK_CONTENDED, -1);
}
