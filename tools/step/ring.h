/* An alarm is set, and rings (alarm.h). */
#pragma once

#include "model.h"

/* The next step of the worker sets it, or removes it. As model_step. */
bool ring_set(
    struct model *model, struct state *state, int worker, struct event *event);

/* It rings, in a turn of that worker. As model_step. */
bool ring_now(
    struct model *model, struct state *state, int worker, struct event *event);
