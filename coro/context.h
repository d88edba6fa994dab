/* The context switch: the registers of one coroutine are saved, those of
 * another are restored. Internal to coro/.
 *
 * A function call preserves only some of the registers (the ABI calls them
 * callee-saved). So no others have to be saved, and no system call is needed.
 */
#pragma once

#include <stddef.h>

#ifdef CORO_UCONTEXT
#include <ucontext.h>
struct context {
    ucontext_t
        registers; /* and the signal mask: one system call for each switch */
};
#elif defined(__x86_64__)
#include "switch_x86_64.h" /* struct context, context_switch */
#else
struct context {
    void *stack_pointer; /* all else is on that stack */
};
#endif

/* Prepare a context that, when first switched to, calls start() on that stack.
 * start must not return. */
void context_make(
    struct context *context, void *stack, size_t bytes, void (*start)(void));

#ifndef CONTEXT_SWITCH_IS_INLINE
/* Leave this context and continue in that one. Returns when another context
 * switches back. */
void context_switch(struct context *from, struct context *to);
#endif
