/* A child's end, and what its parent is told of it: SIGCHLD, if there is a
 * handler, or somebody who waits for that signal.
 *
 * The signal waits like any other: of several ends, one may be told. A parent
 * that ignores it, or has SA_NOCLDWAIT, keeps no child for a wait: what it said
 * when the child ended counts. */
#pragma once

#include "model.h"

/* After a step: tell of those processes that are over now. False if the machine
 * is stale. */
bool notify_ends(struct model *model, struct state *state);
