/* A process killed by SIGKILL, wherever its workers are (--faults).
 *
 * What it left in shared memory stays, and the kernel's part is done: its
 * robust locks are marked, and it gives back what it has, in separate steps, as
 * at any end. Everything else is forgotten, so that it does not matter
 * where it was killed. */
#pragma once

#include "machine.h"

/* The worker of that pose ends, with these contended words; `closes`: its
 * process's files are closed later. The edge is valid until the next call; NULL
 * if the pass is over (machine->stale). */
const struct edge *killed_edge(
    struct machine *machine, int pose, const uint64_t *values, bool closes);

/* After what it does from that pose (leave_call): what is left to do, or its
 * last pose. */
int killed_end(struct machine *machine, const struct pose *from);
