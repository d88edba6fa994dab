/* Stacks for coroutines. Internal to coro/.
 *
 * They are carved from large mappings, so that a million of them take few: only
 * pages that were touched take memory (MAP_NORESERVE, mmap(2)). Below each lies
 * its guard (coro_guard in coro.h). One that was given back is used again, the
 * last first: it is still in the caches. */
#ifndef CORO_STACK_H
#define CORO_STACK_H

#include "coro.h"

#include <stdbool.h>

struct stack {
    char *low;    /* the guard lies below, but for a canary: that is the lowest
                     word */
    size_t bytes; /* from low on */
    enum coro_guard guard;
};

/* False, with errno, where there is no memory. */
bool stack_take(struct stack *stack);
void stack_give_back(const struct stack *stack);

/* Does the address lie in the stack's guard? */
bool stack_is_guard(const struct stack *stack, const void *address);

/* Is a canary no more what it was? False for the other guards. */
bool stack_is_overrun(const struct stack *stack);

/* Make sure that a signal handler for SIGSEGV has a stack of its own to run on:
 * the one that overflowed has no room for it. */
void stack_for_signals(void);

#endif
