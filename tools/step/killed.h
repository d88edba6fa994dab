/* A process killed by a signal, wherever its workers are (send.h).
 *
 * What it left in shared memory stays, and the kernel's part is done: its
 * robust locks are marked, and it gives back what it has, in separate steps, as
 * at any end. Everything else is forgotten, so that it does not matter
 * where it was killed. */
#pragma once

#include "machine.h"

struct killing {
    int signal;
    bool closes; /* the worker's process gives back what it has, later */
};

/* The worker of that pose ends, with these contended words. The edge is valid
 * until the next call; NULL if the pass is over (machine->stale). */
const struct edge *killed_edge(struct machine *machine, int pose,
    const uint64_t *values, const struct killing *killing);
