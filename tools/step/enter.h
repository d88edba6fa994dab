/* System calls that are made for real, and in which a worker may sleep. */
#pragma once

#include "ahead.h"

/* Make the system call that the worker stands before, and wait until it has
 * returned; false if it sleeps in the kernel. */
bool enter_call(struct machine *machine, int worker);

/* Has a worker's call returned, which slept? */
bool enter_has_returned(struct machine *machine, int worker);

/* After its return: take note of it. False if the worker died of it. */
bool enter_returned(struct ahead *ahead);
