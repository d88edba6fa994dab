/* System calls that are made for real, in which a worker may sleep. */
#pragma once

#include "ahead.h"

/* Make the system call that the worker stands before, and wait until it has
 * returned; false if it sleeps in the kernel. */
bool enter_call(struct machine *machine, int worker);

/* It sleeps in its call: as before that. */
void enter_leave(struct machine *machine, int worker);

/* Has the call of a sleeping worker returned? */
bool enter_has_returned(struct machine *machine, int worker);

/* Record its return. False if the worker died of it. */
bool enter_returned(struct ahead *ahead);
