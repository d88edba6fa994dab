/* A step within a stretch: the worker has reached a page that is closed to it,
 * but conflicts with no other there. Its pages are opened for this one
 * instruction, which is seen like any other step. */
#pragma once

#include "guard.h"

/* False if it is not made, and must be a separate step: it conflicts with
 * others, or dies. */
bool lend_step(struct guard *guard);
