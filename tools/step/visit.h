/* Which library function a worker is in, as it comes and goes: struct visit and
 * struct place_of_call in pose.h. */
#pragma once

#include "ahead.h"

/* The worker comes to the instruction; NULL: the one before is not known. */
void visit_note(struct ahead *ahead, const struct instruction *what,
    const struct instruction *previous);

/* Has the worker registered a handler that runs when the thread is cancelled or
 * ends? The library registers some of its own, and leaves them behind in dead
 * frames: those do not count. */
bool visit_has_handler(const struct ahead *ahead);

/* Is it in a call that is one step? Memory that the library frees there
 * belonged to threads that have ended; nobody uses it. */
bool visit_is_in_call(const struct ahead *ahead);

/* Has it left the function that was to return to `back`, and began with that
 * stack pointer? If the thread has been cancelled in it, its frames are gone.
 */
bool visit_has_left(const struct ahead *ahead, uint64_t back, uint64_t sp);

/* A library function has returned to the program: forget what it has left in
 * registers that nobody reads. Else poses would differ for nothing. */
void visit_forget_leftovers(struct ahead *ahead);
