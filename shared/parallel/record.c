/* Before and after a run: the record of who ran when, what follows from it, and
 * its picture. */

#include "parallel.h"
#include "parallel/parts.h"

#include "kit/clock.h"
#include "kit/memory.h"

#include <stdio.h>

enum {
    NOTED_PIECES = 20000, /* a second of each task; of the rest no slices */
    COLUMNS = 60
};

/* In a task: each piece begins a new slice at worst, and one more after the
 * worker has dropped the lock. */
static long
slices_per_task(const struct parallel_job *job)
{
    long pieces = job->work == PARALLEL_CPU ? job->pieces : PARALLEL_WAITS;

    return 3 * (pieces < NOTED_PIECES ? pieces : NOTED_PIECES) + 2;
}

/* Shared with the children, whatever the model: they write, and we read. */
void
parallel_new_record(struct parallel_job jobs[2][2])
{
    long most = parallel_larger(
        slices_per_task(&jobs[0][0]), slices_per_task(&jobs[1][0]));
    size_t bytes =
        (size_t)(jobs[0][0].tasks * most) * sizeof(struct timeline_slice);

    memory_need((double)bytes, "the record of who ran when",
        "ask for fewer --workers or a shorter --work-ms");
    void *slices = memory_shared(bytes);
    for (int i = 0; i < 4; i++) {
        struct parallel_job *job = &jobs[i / 2][i % 2];
        job->slices = slices;
        job->slices_per_task = slices_per_task(job);
    }
}

void
parallel_init(
    struct parallel *parallel, const struct parallel_job *job, int sharing)
{
    long tasks = (job->tasks + job->workers - 1) / job->workers;
    long each = tasks * job->slices_per_task;

    *parallel = (struct parallel){.job = job};
    gate_init(&parallel->gate, (int)job->workers, sharing);
    for (long i = 0; i < job->workers; i++)
        parallel->timelines[i] =
            (struct timeline){.slices = job->slices + i * each, .room = each};
}

static void
draw(const struct parallel *parallel, struct parallel_picture *picture)
{
    int workers = (int)parallel->job->workers;
    long from_ns = parallel->gate.opened_ns, to_ns = parallel->gate.closed_ns;
    char line[COLUMNS + 1];

    snprintf(picture->text[0], PARALLEL_LINE_BYTES,
        "one sample every %.2f ms: 0-9 runs on that CPU, . does not run, - "
        "waits",
        (double)(to_ns - from_ns) / COLUMNS / NS_PER_MS);
    for (int i = 0; i < workers; i++) {
        timeline_draw(&parallel->timelines[i], from_ns, to_ns, line, COLUMNS);
        snprintf(picture->text[i + 1], PARALLEL_LINE_BYTES, "worker %-2d  %s",
            i, line);
    }
    for (int i = 0; i <= workers; i++)
        picture->lines[i] = picture->text[i];
    picture->lines[workers + 1] = NULL;
}

void
parallel_collect(const struct parallel *parallel, struct parallel_seen *seen)
{
    const struct parallel_job *job = parallel->job;
    const struct timeline *timelines = parallel->timelines;
    long pieces = job->work == PARALLEL_CPU ? job->pieces : PARALLEL_WAITS;

    seen->elapsed_ns = gate_elapsed_ns(&parallel->gate);
    seen->first_ran_ns = timeline_ran_ns(&timelines[0]);
    seen->done = 0;
    for (long task = 0; task < job->tasks; task++)
        seen->done += parallel->values[task] ==
                      parallel_value(task, job->piece_rounds * pieces);
    seen->most_running = timeline_most_running(timelines, job->workers);
    seen->most_waiting = timeline_most_waiting(timelines, job->workers);
    seen->most_holders = atomic_load(&parallel->tally.most_holders);
    seen->handovers = atomic_load(&parallel->tally.handovers);
    seen->requests = atomic_load(&parallel->tally.requests);
    draw(parallel, &seen->picture);
}
