/* A child that crashes, and its parent that expects it.
 *
 * A crash ends a schedule, as a failure. But the program may be meant so: a
 * parent asks how its child has ended, and judges that itself. So where the
 * first schedule ends in the crash of a child, the search begins anew, and a
 * crash is the end of the child alone (struct program, buries). If the same
 * children crash in all schedules, their parents ask for their status, and
 * nothing else fails, the program's own end counts. Otherwise the search begins
 * once more, and a crash is a failure. */
#pragma once

#include "model.h"

#include <stdio.h>

/* The initial state; a child may crash before its first step. */
struct state *bury_begin(struct model *model);

/* Does that schedule end in the crash of children, and not of main's process?
 */
bool bury_may(const struct model *model, const struct state *state);

/* After a step: end the processes that have crashed, except main's. As
 * model_step. */
bool bury(struct model *model, struct state *state);

/* The workers that have crashed on the way to that state; *all_told: each one's
 * parent has asked for its status. */
worker_set bury_crashed(
    const struct model *model, const struct state *state, bool *all_told);

/* Name those, and where. */
void bury_print(FILE *out, const struct model *model, worker_set buried);
