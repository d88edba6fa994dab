/* A step in the midst of a stretch: the worker has come to a page that is
 * closed to it, and does not meet anybody there. Its pages are opened for this
 * one instruction, which is seen like any other step. */
#pragma once

#include "guard.h"

/* False where it is not made, and must be a step of its own: it meets others,
 * or dies. */
bool lend_step(struct guard *guard);
