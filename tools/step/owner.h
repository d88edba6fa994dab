/* Mutexes with priority inheritance: futex(2), FUTEX_LOCK_PI and the like. The
 * word holds the id of the task that owns the mutex, and the kernel writes it:
 * it hands the mutex to the one that has slept there longest, when its owner
 * gives it back or ends. (Of several priorities, the highest would count first;
 * here all are equal.)
 *
 * As in Linux's kernel/futex/pi.c. */
#pragma once

#include "model.h"

/* The worker is about to make such a call. As model_step. */
bool owner_step(
    struct model *model, struct state *state, int worker, struct event *event);

/* The worker has ended: hand on what it owned. As model_step. */
bool owner_leave(
    struct model *model, struct state *state, int worker, struct event *event);
