/* What follows from a write, step by step, while one worker stands still.
 *
 * cycle.h looks at all that the others may do, in whatever order; here they do
 * it. A step follows from another if it is a later one of the same worker, or
 * conflicts with it and comes later. All orders are tried, without a bound on
 * preemptions, since a store may stay in the buffer for as long as it likes. */
#pragma once

#include "cycle.h"

/* May that turn be taken in the state? */
bool chain_may(
    const struct graph *graph, int state, int worker, enum chance chance);

/* The worker stands still in that state. May another write to `load`, and a
 * step that follows from that touch `store`? True also if there are too many
 * orders to tell; or the machine is stale then, and the search must begin
 * again. */
bool chain_leads(struct graph *graph, int state, int worker,
    const struct bytes *store, const struct bytes *load);
