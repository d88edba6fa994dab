/* One instruction of a worker. */
#pragma once

#include "ahead.h"

/* The instruction that it stands before; NULL where there is none that we know.
 */
const struct instruction *single_fetch(struct ahead *ahead);

/* Make it, or a pair of them that is one. False if the worker got a signal that
 * kills (ahead->signal). Other signals do not reach it. */
bool single_step(struct ahead *ahead);

/* Does the signal kill whom it reaches? */
bool single_is_deadly(int signal);
