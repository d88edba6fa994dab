/* Before a worker forks in mid-study (forked.h): may its child go on a spare
 * process, and what else does the step take in? And before one becomes another
 * program: may it?
 *
 * What the kernel keeps of a process, such as its handlers of signals, the
 * spare process has as it was when the study began; but what is open, as it is
 * at the fork, if its parent is none that was made late itself. A fork is
 * refused if its child would have it otherwise, or if somebody could tell that
 * the spare process has it, too.
 */
#pragma once

#include "model.h"

/* If the fork cannot be followed, it is refused: limit_refuse. */
void forking_check(
    const struct model *model, const struct state *state, int worker);

/* May the worker become another program (become.h)? If not, it is refused. Of
 * what its process has changed since the study began, that would inherit only
 * what is open. */
void forking_check_exec(
    const struct model *model, const struct state *state, int worker);

/* Would a spare process hold on to the lock that the call gets? */
bool forking_keeps_lock(const struct program *program, const struct call *call);

/* The child's id and number; the poses of the other workers of the parent's
 * process, in their order; and the values of its contended words that are not
 * shared, in theirs. To be freed. */
uint64_t *forking_input(const struct model *model, const struct state *state,
    int worker, int child, size_t *count);
