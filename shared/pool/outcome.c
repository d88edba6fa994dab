/* The outcome of a run: the figures, the invariant, and the note. */

#include "pool.h"
#include "pool/parts.h"

#include "kit/die.h"
#include "kit/scenario.h"
#include "kit/stop.h"

#include <stdio.h>

void
pool_collect(struct pool_result *result)
{
    long rounds = pool->options->rounds, last_ns = record->submitted_ns;

    for (long task = 1; task <= pool->options->tasks; task++) {
        const struct pool_future *future = queue_future(task);
        long finished_ns = record_trace(task)->finished_ns;
        if (queue_state(task) != POOL_DONE) {
            result->lost++;
        } else if (future->error != 0) {
            result->errors++;
        } else {
            result->results++;
            result->wrong += future->result != pool_chain(task, rounds);
        }
        if (finished_ns > last_ns)
            last_ns = finished_ns;
    }
    result->twice = pool->twice;
    result->repaired = pool->repaired;
    result->died = record->died;
    result->retried = record->retried;
    result->elapsed_ns = last_ns - record->submitted_ns;
    log_write(result);
}

/* How many futures should hold an error. */
static long
errors_ordered(const struct pool_options *options)
{
    bool given_up =
        options->crash_task > 0 && options->crash_times >= options->attempts;

    return (options->fail_task > 0) +
           (given_up && options->crash_task != options->fail_task);
}

static void
write_note(const struct pool_options *options, struct pool_result *result)
{
    const size_t size = sizeof(result->note);

    if (result->signal != 0)
        snprintf(result->note, size,
            "one %s took the process: %ld workers, the results of %ld "
            "finished tasks, and %ld tasks that had none yet",
            stop_signal_name(result->signal), result->died, result->finished,
            options->tasks - result->finished);
    else if (!result->ok)
        snprintf(result->note, size,
            "the pool broke its promise: one outcome "
            "for every task, and the right one");
    else if (result->died > 0)
        snprintf(result->note, size,
            "%ld worker%s died and %s replaced (retries: %ld), the others went "
            "on%s",
            result->died, result->died > 1 ? "s" : "",
            result->died > 1 ? "were" : "was", result->retried,
            result->repaired > 0
                ? "; the queue, still locked by the dead worker, was repaired"
                : "");
    else
        snprintf(result->note, size, "every task has its result%s",
            result->errors > 0 ? ", or its error, in its future" : "");
}

int
pool_judge(const void *from, void *into)
{
    const struct pool_options *options = from;
    struct pool_result *result = into;
    bool lesson = result->signal != 0 && options->expect == SCENARIO_LESSON;

    result->ok = result->results + result->errors == options->tasks &&
                 result->lost == 0 && result->wrong == 0 &&
                 result->twice == 0 &&
                 result->errors == errors_ordered(options);
    write_note(options, result);
    return result->ok || lesson ? STATUS_HELD : STATUS_BROKEN;
}
