/* What may come to a worker from outside, where the user asks for it, and so
 * many times in a schedule at most: the search tries it wherever it can come.
 *
 * It is free: no preemption, and who ran last may go on. (A step of its own
 * that fails counts as that step does.) A worker that sleeps does not count as
 * one who can go on, whatever may still come to it: to rest on that would be a
 * mistake of the program's. */
#pragma once

#include "model.h"

/* May it come to this worker now? */
bool chance_may(const struct model *model, const struct state *state,
    int worker, enum chance chance);

/* Is it a step of the worker's own? */
bool chance_is_step(enum chance chance);

/* It comes: as model_step. */
bool chance_take(struct model *model, struct state *state, int worker,
    enum chance chance, struct event *event);
