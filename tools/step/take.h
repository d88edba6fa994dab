/* One step of one worker, as the machine makes it: what it means to the state.
 */
#pragma once

#include "model.h"

/* With these inputs: see machine_step. False if the machine is stale. */
bool take_edge(struct model *model, struct state *state, int worker,
    const uint64_t *input, size_t count, struct event *event);

/* With the contended words that the step takes in. */
bool take_words(
    struct model *model, struct state *state, int worker, struct event *event);
