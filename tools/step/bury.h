/* A child that crashes, and its parent that expects it.
 *
 * A crash ends a schedule, as a failure. But where each schedule ends in the
 * crash of a child, whatever the order, the program may be meant so: a parent
 * asks how its child has ended, and judges that itself. Then the search begins
 * once more (struct program, buries), and a crash is the end of the child. If
 * the parent has asked for its status, and the same children crash in all
 * schedules, the program's own end counts. */
#pragma once

#include "model.h"

#include <stdio.h>

/* The initial state; a child may crash before its first step. */
struct state *bury_begin(struct model *model);

/* After a step: end the processes that have crashed, except main's. As
 * model_step. */
bool bury(struct model *model, struct state *state);

/* The workers that have crashed on the way to that state; *all_told: each one's
 * parent has asked for its status. */
worker_set bury_crashed(
    const struct model *model, const struct state *state, bool *all_told);

/* Name those, and where. */
void bury_print(FILE *out, const struct model *model, worker_set buried);
