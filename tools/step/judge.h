/* How a schedule has ended: by what the program did then. */
#pragma once

#include "study.h"

/* Where nobody can run any more, or a state breaks the invariant: held stands
 * for all have ended, as far as that is known without the program's word. */
struct ending judge_end(
    struct study *study, const struct model *model, const struct state *state);

/* The program has run to its end: by its status, and what it has printed. */
struct ending judge_run(struct study *study, const struct target *target);

/* Where all tasks are led, the program's end is one of its steps, and its exit
 * status is known with that. */
struct ending judge_last_state(
    struct study *study, const struct model *model, const struct state *state);

/* By what the watched variable holds, too. */
void judge_watched(const struct study *study, const struct model *model,
    const struct state *state, struct ending *ending);
