/* What happens to a worker, and is no step of its own: it is killed, or a
 * signal is delivered to it. All contended words are inputs of that. */
#pragma once

#include "ahead.h"

enum imposed_kind { IMPOSED_KILL, IMPOSED_SIGNAL };

enum { IMPOSED_INPUTS = 4 };

struct imposed {
    enum imposed_kind kind;
    uint64_t input[IMPOSED_INPUTS]; /* what else it depends on */
    /* Do to the worker what is to be done; */
    void (*happen)(struct ahead *ahead, const struct imposed *imposed);
    /* then bring it to its next pose. Returns the pose's number. */
    int (*go_on)(struct ahead *ahead, const struct imposed *imposed);
};

/* To the worker of that pose, with these contended words. The edge is valid
 * until the next call; NULL if the pass is over (machine->stale). */
const struct edge *imposed_edge(struct machine *machine, int pose,
    const uint64_t *values, const struct imposed *imposed);
