/* System calls that change kernel state that other workers may see: pipes,
 * files, and all that step knows nothing better about.
 *
 * Kernel state cannot be rolled back. So a kernel state is identified by its
 * history: which worker made which call from which pose, after which state. To
 * make a call in a kernel state that the program is not in, the program is
 * started anew, and the calls of that history are made again. A call may sleep
 * in the kernel until a later call of another worker lets it return. */
#pragma once

#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

struct machine;

/* A call that has returned: the worker has reached that pose. */
struct returned {
    int worker, pose, lag, edge;
};

/* The call that leads to a kernel state. */
struct kernel_step {
    int number; /* of the state */
    int before; /* the kernel state that it was made in */
    int worker, pose;
    uint64_t *values; /* of the contended words then */
    long guest;       /* what become_part or vforked_part returned */
    bool asleep;      /* it has not returned */
    bool wakes;       /* not the call is made, but its sleep ended */
    int returns;      /* its own, and those of calls that it let return */
    struct returned returned[MAX_WORKERS];
};

/* The history of the kernel states; state 0 is the beginning. */
struct kernel {
    int count; /* of states; those of an index below it are known */
    struct kernel_step **step;
    int now;           /* the state that the program is in */
    worker_set asleep; /* those that sleep in the kernel now */
};

/* Make the call that this pose stands before, in that kernel state and with
 * these contended words. Returns the number of the kernel state that it leads
 * to; -1 if the pass is over (machine->stale). */
int kernel_call(
    struct machine *machine, int state, int pose, const uint64_t *values);

/* The worker of that pose sleeps in its call there: end that, so that it stands
 * before the call again. The same. */
int kernel_wake(
    struct machine *machine, int state, int pose, const uint64_t *values);

static inline const struct kernel_step *
kernel_step(const struct kernel *kernel, int state)
{
    return kernel->step[state];
}

/* Forget all states. */
void kernel_clear(struct kernel *kernel);
