/* Events from outside that may hit a worker, if the user asks for them, up to a
 * given number of times in a schedule, and signals from other workers, and
 * alarms: the search tries them wherever they can happen.
 *
 * A chance is free: it is no preemption, and the worker that ran last may go
 * on. (If a worker's own step fails, it counts as that step.) A sleeping worker
 * does not count as able to go on, whatever may still happen to it: a program
 * that relies on that is wrong. */
#pragma once

#include "model.h"

/* May it happen to this worker now? */
bool chance_may(const struct model *model, const struct state *state,
    int worker, enum chance chance);

/* Is it a step of the worker's own? */
bool chance_is_step(enum chance chance);

/* Let it happen. As model_step. */
bool chance_take(struct model *model, struct state *state, int worker,
    enum chance chance, struct event *event);
