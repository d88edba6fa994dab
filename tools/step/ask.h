/* A worker makes a system call: what comes of it in the model. The kernel makes
 * some, step makes others in its place, and some are refused. */
#pragma once

#include "model.h"

/* It is about to make the call. As model_step. */
bool ask_step(
    struct model *model, struct state *state, int worker, struct event *event);
