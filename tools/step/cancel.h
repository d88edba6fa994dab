/* A thread that another one cancels: pthread_cancel(3), as glibc does it.
 *
 * The C library notes that in a word of the thread's own data. The thread looks
 * there at each cancellation point, and then unwinds its stack, which runs the
 * clean-up handlers; all of that is steps like any other. In a call that may
 * sleep it cannot look: so it is sent a signal there, and the library's own
 * handler unwinds what it has interrupted. The signal may come late, when the
 * call has returned: then the handler does no more than return, and the thread
 * goes on to its next cancellation point. */
#pragma once

#include "pose.h"

#include <sys/types.h>

/* The signal (SIGCANCEL). */
enum { CANCEL_SIGNAL = 32 };

/* With that stack pointer, has a worker in such handlers left some of them? */
void cancel_leave(struct handling *handling, uint64_t sp);

/* How many handlers it is in, up to the last that is not the library's: that
 * one shares nothing with the code that it interrupts. */
int cancel_depth(const struct handling *handling);

struct ahead;

/* It is about to call pthread_setcanceltype: from then on it may be cancelled
 * anywhere, and what its handlers see of it depends on each instruction. If the
 * program cancels threads, that is refused. */
void cancel_check_type(const struct ahead *ahead);
