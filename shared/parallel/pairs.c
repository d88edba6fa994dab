/* Measuring: one worker and N workers, in turn. */

#include "parallel.h"
#include "parallel/parts.h"

#include "kit/clock.h"
#include "kit/spin.h"

#include <stdlib.h>

enum { PIECE_NS = 50000, PIECES_PER_MS = 20 };

long
parallel_larger(long one, long other)
{
    return one > other ? one : other;
}

static int
by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

struct parallel_figure
parallel_figure_of(double *values, long count)
{
    qsort(values, (size_t)count, sizeof(*values), by_size);
    return (struct parallel_figure){
        .median = (values[(count - 1) / 2] + values[count / 2]) / 2,
        .low = values[0],
        .high = values[count - 1]};
}

static struct parallel_job
new_job(const struct parallel_options *options, int work, bool locked)
{
    return (struct parallel_job){.tasks = options->workers,
        .work = work,
        .locked = locked,
        .piece_rounds = parallel_larger(spin_rounds(PIECE_NS), 1),
        .pieces = options->work_ms * PIECES_PER_MS,
        .wait_ns = options->work_ms * NS_PER_MS / PARALLEL_WAITS,
        .yield_pieces = options->yield_ms * PIECES_PER_MS};
}

static void
note_run(struct parallel_row *row, const struct parallel_seen *seen, long tasks)
{
    row->tasks += tasks;
    row->done += seen->done;
    row->most_running = parallel_larger(row->most_running, seen->most_running);
    row->most_waiting = parallel_larger(row->most_waiting, seen->most_waiting);
    row->most_holders = parallel_larger(row->most_holders, seen->most_holders);
    row->handovers += seen->handovers;
    row->requests += seen->requests;
}

/* One pair: both runs see the same load of the machine. Which goes first
 * alternates. */
static void
run_pair(const struct parallel_options *options, struct parallel_job job,
    struct parallel_row *row, struct parallel_seen *many)
{
    struct parallel_seen one = {.done = 0};

    for (int i = 0; i < 2; i++) {
        bool all = (row->rounds + i) % 2 == 0;
        struct parallel_seen *seen = all ? many : &one;
        job.workers = all ? options->workers : 1;
        parallel_run(&job, seen);
        note_run(row, seen, job.tasks);
    }
    row->one_ns[row->rounds] = (double)one.elapsed_ns;
    row->one_ran[row->rounds] =
        (double)one.first_ran_ns / (double)one.elapsed_ns;
    row->many_ns[row->rounds] = (double)many->elapsed_ns;
    row->speed_ups[row->rounds] =
        (double)one.elapsed_ns / (double)many->elapsed_ns;
    row->rounds++;
}

void
parallel_measure(
    const struct parallel_options *options, struct parallel_result *result)
{
    struct parallel_job jobs[2][2];

    for (int i = 0; i < 4; i++) {
        int work = i / 2, locked = i % 2;
        jobs[work][locked] = new_job(options, work, locked);
        result->rows[work][locked].asked_for =
            options->table ||
            (work == options->work && locked == options->interpreter_lock);
    }
    parallel_new_record(jobs);
    for (long round = 0; round < options->rounds; round++)
        for (int i = 0; i < 4; i++) {
            struct parallel_row *row = &result->rows[i / 2][i % 2];
            if (row->asked_for)
                run_pair(options, jobs[i / 2][i % 2], row, &result->seen);
        }
}
