/* SIGTRAP in the mask of signals.
 *
 * The kernel unblocks it at each single step. So a task never has it blocked
 * for long; what the program has asked for is kept with the pose, and is what
 * the program is told. (No worker can send SIGTRAP: it makes no other
 * difference.) */
#pragma once

#include "ahead.h"

/* Make a call of sigprocmask. False: the worker has died of it. */
bool mask_change(struct ahead *ahead, const struct call *call);

/* It begins with that mask. */
void mask_begin(struct ahead *ahead, uint64_t blocked);

/* A handler begins, with these signals blocked in addition. */
void mask_add(struct ahead *ahead, uint64_t set);
