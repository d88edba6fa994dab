/* A signal is delivered to a worker: the kernel prepares its stack, so that it
 * continues with the handler, and goes on after that (sigaction(2)).
 *
 * What a handler and the code that it interrupts both touch is contended, as if
 * it were between two workers. Their accesses are steps, then; between these it
 * makes no difference where the handler runs. */
#pragma once

#include "machine.h"

/* What it interrupts. */
enum interrupts {
    INTERRUPTS_CODE,
    INTERRUPTS_CALL, /* a call, which fails with EINTR; */
    INTERRUPTS_WAIT  /* the same, unless SA_RESTART makes it anew */
};

struct delivery {
    int signal;
    enum interrupts what;
    int action; /* its number: it has a handler */
    int origin; /* the same; 0: nobody asks */
};

/* To the worker of that pose, with these contended words. The edge is valid
 * until the next call; NULL if the pass is over (machine->stale). */
const struct edge *deliver_edge(struct machine *machine, int pose,
    const uint64_t *values, const struct delivery *delivery);
