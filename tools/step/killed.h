/* A process that is killed by SIGKILL, wherever its workers stand (--faults).
 *
 * What it has left in shared memory stays, and what the kernel does for it is
 * done: its robust locks are marked, and what it has open is closed, which is
 * a step of its own, as at any end. All else of it is forgotten, so that it
 * makes no difference where it was killed. */
#pragma once

#include "machine.h"

/* The worker of that pose ends, with these contended words; `closes`: but for
 * what its process has open. The edge stands until the next call; NULL if the
 * pass is over (machine->stale). */
const struct edge *killed_edge(
    struct machine *machine, int pose, const uint64_t *values, bool closes);

/* It has closed that: its last pose. */
int killed_end(struct machine *machine, int worker);
