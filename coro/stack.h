/* Stacks for coroutines. Internal to coro/.
 *
 * They are allocated from large mappings, so that even a million need few of
 * them; only touched pages take memory (MAP_NORESERVE, mmap(2)). Below each is
 * its guard (coro_guard in coro.h). Freed stacks are reused, the last one
 * first, since it is still in the caches. */
#pragma once

#include "coro.h"

#include <stdbool.h>

struct stack {
    char *low;    /* the guard is below it, but a canary is its lowest word */
    size_t bytes; /* from `low` on */
    enum coro_guard guard;
};

/* False, with errno, if there is no memory. */
bool stack_take(struct stack *stack);
void stack_give_back(const struct stack *stack);

/* Is the address in the stack's guard? */
bool stack_is_guard(const struct stack *stack, const void *address);

/* Was the canary overwritten? False for the other guards. */
bool stack_is_overrun(const struct stack *stack);

/* Give the handler of SIGSEGV a stack of its own: the one that overflowed has
 * no room for it. */
void stack_for_signals(void);
