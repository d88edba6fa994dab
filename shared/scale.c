/* What the workers of all models do: sleep, and then yield to one another. */

#include "scale.h"
#include "scale/parts.h"

#include "kit/clock.h"
#include "kit/model.h"

enum {
    ALL_YIELDS = 50000, /* --yields=0: that many in all, */
    LEAST_YIELDS = 10,  /* but no fewer of each worker */
};

/* All draw from one set of tickets, so that all are runnable until the last is
 * drawn: with a fixed number for each, the slowest would in the end yield with
 * no other worker to run. */
long
scale_measured_yields(const struct scale_options *options)
{
    long fair = ALL_YIELDS / options->workers;
    long each = options->yields != 0  ? options->yields
                : fair < LEAST_YIELDS ? LEAST_YIELDS
                                      : fair;

    return each * options->workers;
}

/* The last to wake adds one warm-up round for all, and then starts the clock.
 */
static void
wake_up(const struct scale *scale)
{
    struct scale_memory *memory = scale->memory;
    long workers = scale->options->workers;

    if (atomic_fetch_add(&memory->awake, 1) + 1 < workers)
        return;
    long first = atomic_load(&memory->yields) + workers;
    atomic_store(&memory->first, first);
    atomic_store(&memory->end, first + scale_measured_yields(scale->options));
}

static void
take_turns(struct scale_memory *memory)
{
    for (;;) {
        long ticket = atomic_fetch_add(&memory->yields, 1);
        long end = atomic_load(&memory->end);
        if (ticket == atomic_load(&memory->first))
            memory->opened_ns = clock_ns();
        if (ticket == end)
            memory->closed_ns = clock_ns();
        if (ticket >= end)
            return;
        model_yield();
    }
}

void
scale_work(const struct scale *scale, long began_ns)
{
    struct scale_memory *memory = scale->memory;

    memory->began_ns = began_ns;
    scale_sleep();
    long switches = model_switches();
    wake_up(scale);
    take_turns(memory);
    atomic_fetch_add(&memory->switches, model_switches() - switches);
}

void
scale_arrived(const struct scale *scale, long index, long begin_ns)
{
    struct scale_memory *memory = scale->memory;

    memory->created_ns[index] = memory->began_ns - begin_ns;
}
