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

/* One update; returns the value it was built on. */
static long (*const add[])(struct counter_turn) = {
    [COUNTER_NONE] = add_none,
    [COUNTER_PLAIN] = add_plain,
    [COUNTER_ATOMIC] = add_atomic,
    [COUNTER_SEM] = counter_add_sem,
    [COUNTER_MUTEX] = counter_add_mutex,
    [COUNTER_SPIN] = add_spin,
};

/* OSTEP's sloppy counter at its limit: the worker's own variable first. Returns
 * the value that its one update was built on. */
static long
count_alone(void)
{
    long own = 0;

    while (own < counter->options->iterations) {
        own++;
        __asm__ volatile(
            ""
            : "+r"(own)); /* otherwise the loop is optimised away */
    }
    return atomic_fetch_add_explicit(counter->value, own, memory_order_relaxed);
}

/* Iteration i of one worker. */
static long
update(int worker, long i)
{
    const struct counter_options *options = counter->options;
    struct counter_turn turn = {counter->value, worker, COUNTER_NOTHING};

    if (options->gap_ms > 0)
        turn.between = COUNTER_GAP;
    else if (options->yield_every > 0 && (i + 1) % options->yield_every == 0)
        turn.between = COUNTER_YIELD;
    if (turn.between == COUNTER_GAP)
        counter_tell(turn, "starting update");
    long seen = add[options->sync](turn);
    if (turn.between == COUNTER_GAP)
        counter_tell(turn, "finishing update");
    return seen;
}

void
counter_work(int index)
{
    const struct counter_options *options = counter->options;
    struct counter_update *log =
        counter->log != NULL ? counter->log + index * options->iterations
                             : NULL;

    if (options->pin)
        cpus_pin(cpus_nth(index));
    gate_enter(&counter->gate);
    if (options->sync == COUNTER_LOCAL) {
        long seen = count_alone();
        if (log != NULL)
            *log = (struct counter_update){seen, seen + options->iterations};
    } else
        for (long i = 0; i < options->iterations; i++) {
            long seen = update(index, i);
            if (log != NULL)
                log[i] = (struct counter_update){seen, seen + 1};
        }
    gate_leave(&counter->gate);
    if (index == 0)
        counter->worker_saw = atomic_load(counter->value);
}
