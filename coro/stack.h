/* Stacks for coroutines. Internal to coro/.
 *
 * They are allocated from large mappings, so that even a million need few of
 * them; only touched pages take memory (MAP_NORESERVE, mmap(2)). Below each is
 * its guard (coro_guard in coro.h). Freed stacks are reused, the last one
 * first, since it is still in the caches. */
#pragma once

#include "coro.h"

#include <stdbool.h>

/* At the upper end of the stack itself. */
struct stack {
    char *low;    /* the guard is below it, but a canary is its lowest word */
    size_t bytes; /* from `low` on, and this struct is the last of them */
    enum coro_guard guard;
    struct stack *next; /* while it is free */
};

/* NULL, with errno, if there is no memory. */
struct stack *stack_take(void);
void stack_give_back(struct stack *stack);

/* Is the address in the stack's guard? */
bool stack_is_guard(const struct stack *stack, const void *address);

/* Was the canary overwritten? False for the other guards. */
bool stack_is_overrun(const struct stack *stack);

/* The guard of the latest stack. They only become worse: unless it is a canary,
 * no stack has one. */
extern enum coro_guard stack_guard;

/* Give the handler of SIGSEGV a stack of its own: the one that overflowed has
 * no room for it. */
void stack_for_signals(void);
