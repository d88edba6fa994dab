/* The switch itself: the registers of one activity are put away, those of
 * another are taken. Internal to coro/.
 *
 * At a call, the caller expects only some of the registers to survive (the ABI
 * calls them callee-saved). So only those have to be kept, on the stack that is
 * left, and of the whole activity only its stack pointer remains to be known.
 * No system call is needed: nothing of this is the kernel's business. */
#ifndef CORO_CONTEXT_H
#define CORO_CONTEXT_H

#include <stddef.h>

#ifdef CORO_UCONTEXT
#include <ucontext.h>
struct context {
    ucontext_t registers; /* and the signal mask: a system call a switch */
};
#else
struct context {
    void *stack_pointer; /* all else lies there */
};
#endif

/* Prepare a context that, when first switched to, calls start(argument) on that
 * stack. start must not return. */
void context_make(struct context *context, void *stack, size_t bytes,
    void (*start)(void *), void *argument);

/* Leave this one and go on in that one. Returns when somebody switches back. */
void context_switch(struct context *from, struct context *to);

#endif
