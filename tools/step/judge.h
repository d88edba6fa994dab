/* How a schedule has ended, judged by what the program did. */
#pragma once

#include "study.h"

/* When no worker can run any more, or a state breaks the invariant or has a
 * race. Held means
 * that all have ended, as far as we know without the program's own word. */
struct ending judge_end(
    struct study *study, const struct model *model, const struct state *state);

/* When the program has run to its end: by its status and output. */
struct ending judge_run(struct study *study, const struct target *target);

/* If all tasks are controlled, the program's end is one of its steps, and gives
 * its exit status. */
struct ending judge_last_state(
    struct study *study, const struct model *model, const struct state *state);

/* Also by the value of the watched variable. */
void judge_watched(const struct study *study, const struct model *model,
    const struct state *state, struct ending *ending);

/* When all is over: the values that it had at the ends. */
void judge_list_values(struct study *study);
