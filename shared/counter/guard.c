/* The guards that are in the memory of all workers, whatever the model. */

#include "counter.h"
#include "counter/parts.h"

#include "kit/memory.h"
#include "kit/must.h"

static void
init_rwlock(pthread_rwlock_t *lock, int sharing)
{
    pthread_rwlockattr_t attributes;

    MUST(pthread_rwlockattr_init(&attributes));
    MUST(pthread_rwlockattr_setpshared(&attributes, sharing));
    MUST(pthread_rwlock_init(lock, &attributes));
    MUST(pthread_rwlockattr_destroy(&attributes));
}

void
counter_init_guard(int sharing)
{
    union counter_guard *guard = &counter->guard;

    switch (counter->options->sync) {
    case COUNTER_SPIN:
        atomic_flag_clear(&guard->spin);
        break;
    case COUNTER_MCS:
        counter->nodes = memory_shared(
            (size_t)counter->options->workers * sizeof(*counter->nodes));
        break;
    case COUNTER_ROBUST:
        mutex_init(&guard->robust, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST,
            sharing);
        break;
    case COUNTER_RWLOCK:
        init_rwlock(&guard->rwlock, sharing);
        break;
    default: /* zeroed memory is a free lock; or it is in the twin */
        break;
    }
}
