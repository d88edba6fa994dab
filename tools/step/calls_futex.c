#include "calls.h"

#include <linux/futex.h>

/* FUTEX_LOCK_PI2, which is newer than some headers. */
enum { LOCK_PI2 = 13 };

static int
operation_of(const struct call *call)
{
    return (int)call->arguments[1] & FUTEX_CMD_MASK;
}

/* A requeue may as well wake the sleeper that it would move: each sleeper on a
 * futex must expect spurious wake-ups. */
enum call_kind
calls_futex_kind(const struct call *call)
{
    switch (operation_of(call)) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
        return CALL_WAIT;
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
        return CALL_WAKE;
    case FUTEX_LOCK_PI:
    case LOCK_PI2:
    case FUTEX_TRYLOCK_PI:
    case FUTEX_UNLOCK_PI:
        return CALL_OWN;
    default:
        return CALL_REFUSED;
    }
}

bool
calls_has_limit(const struct call *call)
{
    return call->arguments[3] != 0;
}

bool
calls_is_private(const struct call *call)
{
    return (call->arguments[1] & FUTEX_PRIVATE_FLAG) != 0;
}

bool
calls_unlocks(const struct call *call)
{
    return operation_of(call) == FUTEX_UNLOCK_PI;
}

bool
calls_tries(const struct call *call)
{
    return operation_of(call) == FUTEX_TRYLOCK_PI;
}

long
calls_wakes(const struct call *call)
{
    int operation = operation_of(call);
    bool moves = operation == FUTEX_REQUEUE || operation == FUTEX_CMP_REQUEUE;

    return (int)call->arguments[2] +
           (moves ? (long)(int)call->arguments[3] : 0);
}
