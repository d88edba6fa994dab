/* What the workers of all models do: pass the gate, add, leave. The ways to add
 * that are the same in each model are here; those with a lock of the model's
 * own, counter_add_mutex and counter_add_sem, are in the twins. */

#include "counter.h"
#include "counter/parts.h"

#include "kit/cpus.h"
#include "kit/model.h"

#include <stddef.h>

enum { SPINS_BEFORE_YIELD = 100 };

/* The race: another worker may read or write between our read and our write. */
static long
add_none(struct counter_turn turn)
{
    long seen = counter_read(turn);

    counter_write(turn, seen + 1);
    return seen;
}

/* The naive version, undefined behaviour between workers: a data race, which
 * ThreadSanitizer reports. volatile keeps the compiler from merging the loop
 * into one add. */
static long
add_plain(struct counter_turn turn)
{
    return (*(volatile long *)turn.value)++;
}

/* One indivisible step. Relaxed is enough: the counter publishes no other data,
 * and it is read after all workers were waited for. */
static long
add_atomic(struct counter_turn turn)
{
    return atomic_fetch_add_explicit(turn.value, 1, memory_order_relaxed);
}

/* Acquire: our accesses cannot move before the flag is ours, or we would read a
 * value that the last holder is about to change. Release: our store is visible
 * before the flag is free, or the next holder would read the old value. A
 * preempted holder gets its CPU back sooner if the waiters yield. */
static long
add_spin(struct counter_turn turn)
{
    atomic_flag *flag = &counter->spin;

    for (int spins = 1;
         atomic_flag_test_and_set_explicit(flag, memory_order_acquire);
         spins++) {
        cpus_relax();
        if (spins % SPINS_BEFORE_YIELD == 0)
            model_yield();
    }
    long seen = add_none(turn);
    atomic_flag_clear_explicit(flag, memory_order_release);
    return seen;
}

/* OSTEP's sloppy counter at its limit: the worker's own variable first, and one
 * update at the end. */
static void
count_alone(struct counter_update *log)
{
    long own = 0;

    while (own < counter->options->iterations) {
        own++;
        __asm__ volatile(
            ""
            : "+r"(own)); /* otherwise the loop is optimised away */
    }
    long seen =
        atomic_fetch_add_explicit(counter->value, own, memory_order_relaxed);
    if (log != NULL)
        *log = (struct counter_update){seen, seen + own};
}

/* Update i of a worker that is watched, or interrupted: returns the value that
 * it was built on. */
static long
update(long (*add)(struct counter_turn), int worker, long i)
{
    const struct counter_options *options = counter->options;
    struct counter_turn turn = {counter->value, worker, COUNTER_NOTHING};

    if (options->gap_ms > 0)
        turn.between = COUNTER_GAP;
    else if (options->yield_every > 0 && (i + 1) % options->yield_every == 0)
        turn.between = COUNTER_YIELD;
    if (turn.between == COUNTER_GAP)
        counter_tell(turn, "starting update");
    long seen = add(turn);
    if (turn.between == COUNTER_GAP)
        counter_tell(turn, "finishing update");
    return seen;
}

static void
repeat_watched(
    long (*add)(struct counter_turn), int worker, struct counter_update *log)
{
    for (long i = 0; i < counter->options->iterations; i++) {
        long seen = update(add, worker, i);
        if (log != NULL)
            log[i] = (struct counter_update){seen, seen + 1};
    }
}

/* All updates of a worker. If nobody watches them, they are a straight loop,
 * into which `add` is inlined: a call and a few questions would take ten times
 * as long as an update without a guard, and a guard would seem to be free. */
static inline __attribute__((always_inline)) void
repeat(long (*add)(struct counter_turn), int worker, struct counter_update *log)
{
    const struct counter_options *options = counter->options;
    struct counter_turn turn = {counter->value, worker, COUNTER_NOTHING};

    if (log != NULL || options->yield_every > 0 || options->gap_ms > 0)
        repeat_watched(add, worker, log);
    else
        for (long left = options->iterations; left > 0; left--)
            add(turn);
}

static void
work(int worker, struct counter_update *log)
{
    switch (counter->options->sync) {
    case COUNTER_NONE:
        return repeat(add_none, worker, log);
    case COUNTER_PLAIN:
        return repeat(add_plain, worker, log);
    case COUNTER_ATOMIC:
        return repeat(add_atomic, worker, log);
    case COUNTER_SEM:
        return repeat(counter_add_sem, worker, log);
    case COUNTER_MUTEX:
        return repeat(counter_add_mutex, worker, log);
    case COUNTER_SPIN:
        return repeat(add_spin, worker, log);
    case COUNTER_LOCAL:
        return count_alone(log);
    }
}

void
counter_work(int index)
{
    const struct counter_options *options = counter->options;

    if (options->pin)
        cpus_pin(cpus_nth(index));
    gate_enter(&counter->gate);
    work(index, counter->log != NULL
                    ? counter->log + index * options->iterations
                    : NULL);
    gate_leave(&counter->gate);
    if (index == 0)
        counter->worker_saw = atomic_load(counter->value);
}
