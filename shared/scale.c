/* What the workers of all models do: sleep, and then yield to one another. */

#include "scale.h"

#include "kit/clock.h"
#include "kit/model.h"

enum {
    ALL_YIELDS = 50000, /* --yields=0: that many in all, */
    LEAST_YIELDS = 10,  /* but no fewer of each worker */
    LOOK_EVERY = 64,    /* tickets, at the clock */
};

/* All draw from one set of tickets, so that all are runnable until the last is
 * drawn: with a fixed number for each, the slowest would in the end yield with
 * no other worker to run. */
static long
measured_yields(const struct scale_options *options)
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
    atomic_store(&memory->end, first + measured_yields(scale->options));
}

/* Beside programs that compute, a yield may cost a time slice of each, some
 * milliseconds: 50,000 would take minutes. */
static bool
is_late(const struct scale *scale, long ticket)
{
    long max_ms = scale->options->max_ms;

    if (max_ms == 0 || ticket % LOOK_EVERY != 0 ||
        ticket <= atomic_load(&scale->memory->first))
        return false;
    long opened_ns = atomic_load(&scale->memory->opened_ns);
    return opened_ns != 0 && clock_ns() - opened_ns > max_ms * NS_PER_MS;
}

static void
take_turns(const struct scale *scale)
{
    struct scale_memory *memory = scale->memory;

    for (;;) {
        long ticket = atomic_fetch_add(&memory->yields, 1);
        long end = atomic_load(&memory->end);
        if (ticket == atomic_load(&memory->first))
            atomic_store(&memory->opened_ns, clock_ns());
        /* Only one moves the end, to the ticket that it holds itself. */
        if (ticket < end && is_late(scale, ticket) &&
            atomic_compare_exchange_strong(&memory->end, &end, ticket))
            end = ticket;
        if (ticket == end)
            atomic_store(&memory->closed_ns, clock_ns());
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
    take_turns(scale);
    atomic_fetch_add(&memory->switches, model_switches() - switches);
}

void
scale_arrived(const struct scale *scale, long index, long begin_ns)
{
    struct scale_memory *memory = scale->memory;

    memory->created_ns[index] = memory->began_ns - begin_ns;
}
