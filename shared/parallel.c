/* What the workers of all models do: compute, or wait and then compute, and
 * record when they run. */

#include "parallel.h"

#include "kit/clock.h"
#include "kit/model.h"

/* An odd factor that mixes well; Steele and Vigna 2021, and Knuth's MMIX. */
#define MULTIPLIER 6364136223846793005u

static uint64_t
seed(long task)
{
    return (uint64_t)task + 1;
}

/* Each round needs the one before. The empty asm makes the compiler believe
 * that the value is used: it would fold the rounds together otherwise, as
 * parallel_value does. */
static uint64_t
churn(uint64_t value, long rounds)
{
    for (long i = 0; i < rounds; i++) {
        value = value * MULTIPLIER + 1;
        __asm__ volatile("" : "+r"(value));
    }
    return value;
}

/* Two rounds x -> ax + c in a row are one such round with other numbers; so it
 * takes only one step for each bit of `rounds` (F. Brown, Random number
 * generation with arbitrary strides, 1994). */
uint64_t
parallel_value(long task, long rounds)
{
    uint64_t factor = MULTIPLIER, term = 1, value = seed(task);

    for (; rounds > 0; rounds /= 2) {
        if (rounds % 2 != 0)
            value = value * factor + term;
        term = term * factor + term;
        factor *= factor;
    }
    return value;
}

/* Only the holder of the lock runs, so the slices of its record lie between
 * taking and dropping it. */
static void
begin_running(struct parallel *parallel, int self)
{
    if (parallel->interpreter != NULL)
        interpreter_take(parallel->interpreter, self);
    timeline_look(&parallel->timelines[self]);
}

static void
stop_running(struct parallel *parallel, int self)
{
    timeline_rest(&parallel->timelines[self]);
    if (parallel->interpreter != NULL)
        interpreter_drop(parallel->interpreter, self);
}

static uint64_t
compute(struct parallel *parallel, int self, long task)
{
    const struct parallel_job *job = parallel->job;
    uint64_t value = seed(task);

    begin_running(parallel, self);
    for (long i = 1; i <= job->pieces; i++) {
        bool yields = job->yield_pieces > 0 && i % job->yield_pieces == 0;
        value = churn(value, job->piece_rounds);
        timeline_look(&parallel->timelines[self]);
        if (yields || (parallel->interpreter != NULL &&
                          interpreter_is_wanted(parallel->interpreter))) {
            stop_running(parallel, self);
            if (yields)
                model_yield();
            begin_running(parallel, self);
        }
    }
    stop_running(parallel, self);
    return value;
}

static uint64_t
wait_and_compute(struct parallel *parallel, int self, long task)
{
    const struct parallel_job *job = parallel->job;
    struct timeline *timeline = &parallel->timelines[self];
    uint64_t value = seed(task);

    for (int i = 0; i < PARALLEL_WAITS; i++) {
        long from_ns = clock_ns();
        model_sleep_ns(job->wait_ns); /* without the lock */
        timeline_waited(timeline, from_ns);
        begin_running(parallel, self);
        value = churn(value, job->piece_rounds);
        timeline_look(timeline);
        stop_running(parallel, self);
    }
    return value;
}

void
parallel_work(struct parallel *parallel, int index)
{
    const struct parallel_job *job = parallel->job;

    gate_enter(&parallel->gate);
    for (long task = index; task < job->tasks; task += job->workers)
        parallel->values[task] = job->work == PARALLEL_CPU
                                     ? compute(parallel, index, task)
                                     : wait_and_compute(parallel, index, task);
    gate_leave(&parallel->gate);
}
