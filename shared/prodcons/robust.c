#include "prodcons/robust.h"

#include "kit/futex.h"
#include "kit/lock_mutex.h"
#include "kit/must.h"

#include <limits.h>
#include <string.h>

enum { HALF = 32 };

static uint64_t
state_of(uint64_t first, uint32_t count)
{
    return first << HALF | count;
}

size_t
robust_bytes(long slots, size_t item_bytes)
{
    return sizeof(struct robust) + (size_t)slots * item_bytes;
}

void
robust_init(struct robust *robust, long slots, size_t item_bytes,
    enum bell_wait wait, int sharing)
{
    robust->item_bytes = item_bytes;
    robust->slots = (uint32_t)slots;
    mutex_init(
        &robust->mutex, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST, sharing);
    bell_init(&robust->not_full, wait);
    bell_init(&robust->not_empty, wait);
}

uint32_t
robust_count(const struct robust *robust)
{
    return (uint32_t)atomic_load_explicit(&robust->state, memory_order_acquire);
}

/* The state is whole, whenever the owner died: all that is left is to say so. A
 * worker that dies before it has said so leaves that to the next. */
static void
lock(struct robust *robust)
{
    if (robust_lock(&robust->mutex)) {
        atomic_fetch_add(&robust->repairs, 1);
        MUST(pthread_mutex_consistent(&robust->mutex));
    }
}

/* Release: the item is in its slot, or what came of it is known, before the
 * state says so, for whoever looks without the lock, and for whoever comes
 * after our death: the kernel unlocks after our last store, whichever that is.
 */
static void
commit(struct robust *robust, uint64_t first, uint32_t count)
{
    atomic_store_explicit(
        &robust->state, state_of(first, count), memory_order_release);
}

bool
robust_put(struct robust *robust, const void *item)
{
    lock(robust);
    uint64_t state = atomic_load_explicit(&robust->state, memory_order_relaxed);
    uint64_t first = state >> HALF;
    uint32_t count = (uint32_t)state;
    bool fits = count < robust->slots;

    if (fits) {
        size_t slot = (size_t)((first + count) % robust->slots);
        memcpy(
            robust->slot + slot * robust->item_bytes, item, robust->item_bytes);
        commit(robust, first, count + 1);
    }
    MUST(pthread_mutex_unlock(&robust->mutex));
    if (fits)
        bell_ring(&robust->not_empty);
    return fits;
}

bool
robust_look(struct robust *robust, void *item)
{
    lock(robust);
    uint64_t state = atomic_load_explicit(&robust->state, memory_order_relaxed);

    if ((uint32_t)state == 0) {
        MUST(pthread_mutex_unlock(&robust->mutex));
        return false;
    }
    memcpy(item, robust->slot + (state >> HALF) * robust->item_bytes,
        robust->item_bytes);
    return true;
}

void
robust_done(struct robust *robust)
{
    uint64_t state = atomic_load_explicit(&robust->state, memory_order_relaxed);
    uint64_t first = state >> HALF;

    commit(robust, (first + 1) % robust->slots, (uint32_t)state - 1);
    MUST(pthread_mutex_unlock(&robust->mutex));
    bell_ring(&robust->not_full);
}

/* By way of `asleep`: a sleeper that is just about to sleep is woken, too.
 *
 * And all that sleep for the mutex. To unlock it wakes one of them; if that one
 * dies before it has the mutex, and somebody else has taken it meanwhile,
 * nobody knows of the others. Which word they sleep on only the C library
 * knows, and a wake-up for nothing does no harm. */
void
robust_mourn(struct robust *robust)
{
    const atomic_int *words = (const atomic_int *)&robust->mutex;

    atomic_store(&robust->not_full.asleep, 1);
    atomic_store(&robust->not_empty.asleep, 1);
    bell_wake(&robust->not_full);
    bell_wake(&robust->not_empty);
    for (size_t i = 0; i < sizeof(robust->mutex) / sizeof(*words); i++)
        futex_wake(&words[i], INT_MAX);
}
