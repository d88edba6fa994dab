/* What the two workers do in every model: walk, add the injected cost, hand
 * over; in batches that are timed and counted. */

#include "switch.h"

#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/model.h"
#include "kit/probe.h"

#include <sched.h>
#include <stdlib.h>

/* Untimed turns before the timed ones. With a working set, the set has to be
 * warm: two turns are enough, in bare batches for both sets. */
enum { WARM_UP = 10, WARM_UP_WALKING = 2 };

static const struct inject nothing = {0};

static void
take_turns(const struct switch_pair *pair, int self, long turns,
    const struct inject *added)
{
    for (long i = 0; i < turns; i++) {
        walk_once(&pair->sets[self]);
        inject(added);
        baton_pass(&pair->baton, 1 - self);
        baton_await(&pair->baton, self);
    }
}

static void
bare_turns(const struct switch_pair *pair, long turns)
{
    for (long i = 0; i < turns; i++) {
        walk_once(&pair->sets[i % 2]);
        inject(&nothing);
        baton_pass(&pair->baton, 0);
        baton_await(&pair->baton, 0);
    }
}

/* ---- Batches. ---- */

static long
warm_up(const struct switch_pair *pair)
{
    return pair->options->working_set_bytes > 0 ? WARM_UP_WALKING : WARM_UP;
}

static void
bare_batch(const struct switch_pair *pair, long turns)
{
    struct switch_memory *memory = pair->memory;

    bare_turns(pair, warm_up(pair));
    long switches = model_switches(), begin_ns = clock_ns();
    bare_turns(pair, turns);
    memory->elapsed_ns = clock_ns() - begin_ns;
    memory->switches = model_switches() - switches;
}

static void
wake_partner(const struct switch_pair *pair, long turns)
{
    pair->memory->turns = turns;
    switch_wake();
}

static void
lead_batch(const struct switch_pair *pair, long turns)
{
    const struct switch_options *options = pair->options;
    struct switch_memory *memory = pair->memory;

    memory->added = inject_prepare(options->inject_ns, options->inject_syscall);
    wake_partner(pair, turns);
    take_turns(pair, 0, warm_up(pair), &nothing);
    long switches = model_switches(), begin_ns = clock_ns();
    take_turns(pair, 0, turns, &memory->added);
    long end_ns = clock_ns();
    switches = model_switches() - switches;
    /* Once more, untimed: worker 1 has the CPU after its last hand-over, and
     * would otherwise fall asleep within worker 0's measured time. */
    take_turns(pair, 0, 1, &nothing);
    memory->elapsed_ns = end_ns - begin_ns;
    memory->switches = switches + atomic_load(&memory->partner_switches);
}

/* Counted from the first timed turn to the first one after. At both moments
 * worker 1 has just been given the CPU, so the difference is exactly how many
 * times it gave it up. Just after passing the baton that would not be so: the
 * kernel may preempt worker 1 at once, or let it run until it sleeps. */
static void
follow_batch(const struct switch_pair *pair, long turns)
{
    struct switch_memory *memory = pair->memory;

    baton_await(&pair->baton, 1);
    take_turns(pair, 1, warm_up(pair), &nothing);
    long switches = model_switches();
    take_turns(pair, 1, turns, &memory->added);
    /* Before the last hand-over, after which worker 0 reads it. */
    atomic_store(&memory->partner_switches, model_switches() - switches);
    baton_pass(&pair->baton, 0);
}

/* ---- The workers. ---- */

static long
turns_for(long hand_overs)
{
    return (hand_overs + 1) / 2;
}

static int
answer(void *context, const struct probe_request *request,
    struct probe_answer *answered)
{
    const struct switch_pair *pair = context;

    if (request->bare)
        bare_batch(pair, request->count);
    else
        lead_batch(pair, turns_for(request->count));
    *answered =
        (struct probe_answer){pair->memory->elapsed_ns, pair->memory->switches};
    return STATUS_HELD;
}

static void
lead(const struct switch_pair *pair)
{
    int status = STATUS_HELD;

    if (pair->options->probe)
        status = probe_serve(answer, (void *)pair, false);
    else
        lead_batch(pair, turns_for(pair->options->count));
    if (status != STATUS_HELD)
        exit(status); /* and with it worker 1 */
    wake_partner(pair, 0);
}

static void
follow(const struct switch_pair *pair)
{
    struct switch_memory *memory = pair->memory;

    for (;;) {
        switch_sleep();
        if (memory->turns == 0)
            return;
        follow_batch(pair, memory->turns);
    }
}

void
switch_work(const struct switch_pair *pair, int index)
{
    if (pair->options->own_files && unshare(CLONE_FILES) == -1)
        die(STATUS_CANNOT,
            "unshare: %m: cannot give the worker a file table of its own");
    cpus_pin(pair->cpus[index]);
    if (pair->options->working_set_bytes > 0)
        cpus_patient(); /* the walk is long */
    gate_enter(&pair->memory->gate);
    if (index == 0)
        lead(pair);
    else
        follow(pair);
}

void
switch_collect(const struct switch_pair *pair, struct switch_result *result)
{
    result->elapsed_ns = pair->memory->elapsed_ns;
    result->switches = pair->memory->switches;
}
