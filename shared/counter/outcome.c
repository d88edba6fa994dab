/* Before and after the workers: the counter at its start, and the outcome.
 */

#include "counter.h"
#include "counter/parts.h"

#include "kit/die.h"
#include "kit/model.h"
#include "kit/scenario.h"

#include <stdio.h>

struct counter *counter;

void
counter_init(struct counter *memory, const struct counter_options *options,
    atomic_long *private_value, int sharing)
{
    counter = memory;
    counter->options = options;
    counter->log = counter_new_log(options);
    counter->value = options->memory == COUNTER_PRIVATE
                         ? private_value
                         : &counter->shared_value;
    gate_init(&counter->gate, (int)options->workers, sharing);
    counter_init_guard(sharing);
    if (options->gap_ms == 0)
        return;
    diary_begin(&counter->diary, DIARY_USUAL);
    diary_write(&counter->diary, "Testing update. Starting value is 0.");
}

void
counter_collect(struct counter_result *result)
{
    const struct counter_options *options = counter->options;
    bool copied = options->memory == COUNTER_PRIVATE && !model_shares_all;

    result->expected = options->workers * options->iterations;
    result->actual = atomic_load(counter->value);
    result->elapsed_ns = gate_elapsed_ns(&counter->gate);
    result->address = counter->value;
    result->copies = copied ? options->workers + 1 : 1;
    result->worker_saw = counter->worker_saw;
    if (options->gap_ms > 0) {
        diary_write(&counter->diary, "Testing update. Ending value is %ld.",
            result->actual);
        result->log = diary_lines(&counter->diary, false);
    }
    result->found.first = &result->first;
    result->found.second = &result->second;
    /* Where each process has a counter of its own, no two updates can meet. */
    if (options->witness && !copied &&
        counter_find_witness(counter->log, options->workers,
            options->iterations, &result->found))
        result->witness = &result->found;
}

static void
write_note(const struct counter_options *options, struct counter_result *result)
{
    const struct counter_witness *seen = result->witness;
    bool unguarded =
        options->sync == COUNTER_NONE || options->sync == COUNTER_PLAIN;
    double lost_percent =
        100.0 * (double)result->lost / (double)result->expected;
    size_t size = sizeof(result->note);

    if (result->copies > 1)
        snprintf(result->note, size,
            "each process wrote its own copy at the same address: worker 0 "
            "reads %ld there, the parent still reads %ld",
            result->worker_saw, result->actual);
    else if (seen != NULL)
        snprintf(result->note, size,
            "worker %ld (its update %ld) and worker %ld (its update %ld) both "
            "read %ld and both wrote %ld: one of the two is lost",
            seen->first->worker, seen->first->iteration, seen->second->worker,
            seen->second->iteration, seen->value, seen->value + 1);
    else if (result->lost != 0 && options->gap_ms > 0)
        snprintf(result->note, size,
            "each of the %ld workers had read the value before one of them "
            "wrote it back: %ld of %ld updates are lost, and as many in every "
            "run",
            options->workers, result->lost, result->expected);
    else if (result->lost != 0 && !model_is_preemptive)
        snprintf(result->note, size,
            "lost %.1f %% of the updates, and as many in every run: the yields "
            "alone decide who runs when",
            lost_percent);
    else if (result->lost != 0)
        snprintf(result->note, size,
            "lost %.1f %% of the updates: --witness shows two that met",
            lost_percent);
    else if (unguarded && !model_is_preemptive && options->gap_ms == 0)
        snprintf(result->note, size,
            "every update arrived: nobody else runs between a read and a write "
            "without a yield between them");
    else if (unguarded && options->workers > 1 && options->gap_ms == 0)
        snprintf(result->note, size,
            "0 lost this time proves nothing: see notes/counter.md");
    else
        snprintf(result->note, size, "every update arrived");
}

int
counter_judge(const void *from, void *into)
{
    const struct counter_options *options = from;
    struct counter_result *result = into;
    bool lesson = options->sync == COUNTER_NONE ||
                  options->sync == COUNTER_PLAIN ||
                  options->memory == COUNTER_PRIVATE;

    result->lost = result->expected - result->actual;
    result->ok = result->lost == 0;
    write_note(options, result);
    if (result->ok || (lesson && options->expect == SCENARIO_LESSON))
        return STATUS_HELD;
    return STATUS_BROKEN;
}
