#include "mask.h"

#include "limit.h"
#include "single.h"

#include <signal.h>

static const uint64_t trap = 1UL << (SIGTRAP - 1);

/* The old mask, as the kernel has written it there. */
static void
mend(struct ahead *ahead, uint64_t address)
{
    uint64_t old;

    if (!target_peek(ahead->task, address, &old, sizeof(old)))
        limit_lost(ahead->worker);
    old |= trap;
    if (!target_poke(ahead->task, address, &old, sizeof(old)))
        limit_lost(ahead->worker);
}

bool
mask_change(struct ahead *ahead, const struct call *call)
{
    bool blocked = ahead->kept.blocks_trap;
    uint64_t set = 0;

    /* First: the old mask may go to the same place. */
    if (call->arguments[1] != 0)
        target_peek(ahead->task, call->arguments[1], &set, sizeof(set));
    if (!single_step(ahead))
        return false;
    if (arch_call_result(&ahead->registers) != 0)
        return true;
    if (call->arguments[1] != 0 && call->arguments[0] == SIG_SETMASK)
        ahead->kept.blocks_trap = (set & trap) != 0;
    else if ((set & trap) != 0)
        ahead->kept.blocks_trap = call->arguments[0] == SIG_BLOCK;
    if (blocked && call->arguments[2] != 0)
        mend(ahead, call->arguments[2]);
    return true;
}

void
mask_begin(struct ahead *ahead, uint64_t blocked)
{
    ahead->kept.blocks_trap = (blocked & trap) != 0;
}

void
mask_add(struct ahead *ahead, uint64_t set)
{
    ahead->kept.blocks_trap |= (set & trap) != 0;
}
