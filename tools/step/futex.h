/* Waiting on a futex, and waking those asleep there (sleepers.h). */
#pragma once

#include "model.h"

/* The worker is about to wait there. As model_step. */
bool futex_wait(
    struct model *model, struct state *state, int worker, struct event *event);

/* It is about to wake others there. The same. */
bool futex_wake(
    struct model *model, struct state *state, int worker, struct event *event);
