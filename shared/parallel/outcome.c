/* The outcome: whether it is possible at all, and the note. */

#include "parallel.h"
#include "parallel/parts.h"

#include "kit/die.h"
#include "kit/format.h"
#include "kit/model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* How much of one worker's time others may have without being mentioned. Beside
 * another program N workers have N shares of a CPU, and one has one, so that
 * they seem to gain even there. */
#define BUSY 0.1

/* What must hold in a row, whatever the machine does: a CPU runs one task at a
 * time, a thread one coroutine, a lock lets one in; and each worker must have
 * held the lock. */
static bool
row_holds(const struct parallel_options *options,
    const struct parallel_row *row, bool locked, bool one_cpu)
{
    bool one_lock = locked && parallel_is_one_lock;
    bool one_at_once = one_cpu || one_lock || !model_is_preemptive;
    long least = one_lock ? (options->workers - 1) * row->rounds : 0;

    return row->done == row->tasks &&
           (!one_at_once || row->most_running <= 1) &&
           row->most_holders == locked && row->handovers >= least &&
           (one_lock || row->handovers == 0);
}

static bool
all_rows_hold(
    const struct parallel_options *options, const struct parallel_result *seen)
{
    for (int i = 0; i < 4; i++) {
        const struct parallel_row *row = &seen->rows[i / 2][i % 2];
        if (row->asked_for &&
            !row_holds(options, row, i % 2, seen->usable_cpus == 1))
            return false;
    }
    return true;
}

static void
add_row(struct parallel_result *result, struct parallel_row *row)
{
    result->tasks += row->tasks;
    result->done += row->done;
    result->most_running =
        parallel_larger(result->most_running, row->most_running);
    result->most_waiting =
        parallel_larger(result->most_waiting, row->most_waiting);
    result->most_holders =
        parallel_larger(result->most_holders, row->most_holders);
    result->handovers += row->handovers;
    result->requests += row->requests;
    row->figure = parallel_figure_of(row->speed_ups, row->rounds);
    result->elapsed_ns = parallel_figure_of(row->many_ns, row->rounds).median;
    result->one_worker_ns = parallel_figure_of(row->one_ns, row->rounds).median;
}

/* What was asked for, in words; and the rows. */
static void
fill_in(const struct parallel_options *options, struct parallel_result *result)
{
    for (int i = 0; i < 4; i++) {
        struct parallel_row *row = &result->rows[i / 2][i % 2];
        if (row->asked_for && row->rounds > 0) {
            add_row(result, row);
            if (i / 2 == PARALLEL_CPU)
                result->strangers =
                    1 - parallel_figure_of(row->one_ran, row->rounds).median;
            result->speed_ups[i / 2][i % 2] = &row->figure;
        }
    }
    snprintf(result->works, sizeof(result->works), "%s",
        options->table ? "cpu, io" : parallel_works[options->work]);
    snprintf(result->lock, sizeof(result->lock), "%s",
        options->table              ? "no, yes"
        : options->interpreter_lock ? "yes"
                                    : "no");
    if (options->table)
        result->elapsed_ns = result->one_worker_ns = (double)NAN;
    else
        result->picture = result->seen.picture.lines;
}

static void __attribute__((format(printf, 2, 3)))
tell(struct parallel_result *result, const char *format, ...)
{
    size_t length = strlen(result->note);

    FORMAT(result->note + length, sizeof(result->note) - length, format);
}

/* Who ran at the same instant, and why no more. */
static void
tell_running(
    const struct parallel_options *options, struct parallel_result *result)
{
    bool locked = options->interpreter_lock && !options->table;

    if (options->table && parallel_is_one_lock)
        tell(result, "with the interpreter lock never two ran at the same "
                     "instant; ");
    if (options->workers == 1)
        tell(result, "one worker: there is no other to run beside it");
    else if (!model_is_preemptive)
        tell(result, "one thread: never two at the same instant, whatever the "
                     "number of CPUs");
    else if (locked && parallel_is_one_lock)
        tell(result,
            "one interpreter lock for all: never two at the same instant; "
            "handed over %ld times, after %ld requests",
            result->handovers, result->requests);
    else if (result->usable_cpus == 1)
        tell(result, "one CPU: they took turns, never two at the same instant: "
                     "concurrent, and not parallel");
    else
        tell(result, "up to %ld ran at the same instant, on %ld CPUs%s%s",
            result->most_running, result->usable_cpus,
            result->most_running > 1 ? ": parallel" : "",
            locked ? "; each process has a lock of its own" : "");
}

static void
write_note(
    const struct parallel_options *options, struct parallel_result *result)
{
    const struct parallel_cpython *python = result->cpython;

    tell_running(options, result);
    if (options->table || options->work == PARALLEL_IO)
        tell(result,
            "; up to %ld waited at once: that takes no CPU and no lock",
            result->most_waiting);
    if (options->cpus == PARALLEL_ALL && result->usable_cpus == 1)
        tell(result, "; only one CPU is usable here");
    if (result->strangers > BUSY)
        tell(result,
            "; others had the CPU for %.0f %% of one worker's time: "
            "measure again on an idle machine",
            100 * result->strangers);
    if (python != NULL)
        tell(result, "; CPython %s, %s, has %s", python->version,
            python->module, python->gil ? "its lock" : "no lock");
}

static void
write_failure(
    const struct parallel_options *options, struct parallel_result *result)
{
    if (result->done != result->tasks)
        tell(result, "%ld of %ld tasks have the right value", result->done,
            result->tasks);
    else if (result->cpython != NULL && !result->cpython->sums_right)
        tell(result, "CPython's tasks do not have the right values");
    else
        tell(result,
            "%ld of %ld ran at the same instant, with %ld holders of a lock "
            "at once and %ld hand-overs: that is impossible",
            result->most_running, options->workers, result->most_holders,
            result->handovers);
}

int
parallel_judge(const void *from, void *into)
{
    const struct parallel_options *options = from;
    struct parallel_result *result = into;

    fill_in(options, result);
    result->ok = all_rows_hold(options, result) &&
                 (result->cpython == NULL || result->cpython->sums_right);
    if (result->ok)
        write_note(options, result);
    else
        write_failure(options, result);
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}
