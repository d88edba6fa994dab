/* What the workers of all models do: pass the gate, add, leave. The ways to add
 * that are the same in each model are here; those with a lock of the model's
 * own, counter_add_mutex and counter_add_sem, are in the twins. */

#include "counter.h"
#include "counter/parts.h"

#include "kit/cpus.h"
#include "kit/must.h"

#include <stddef.h>

/* The race: another worker may read or write between our read and our write. */
static inline long
add_none(struct counter_turn turn)
{
    long seen = counter_read(turn);

    counter_write(turn, seen + 1);
    return seen;
}

/* The naive version, undefined behaviour between workers: a data race, which
 * ThreadSanitizer reports. volatile keeps the compiler from merging the loop
 * into one add. */
static inline long
add_plain(struct counter_turn turn)
{
    return (*(volatile long *)turn.value)++;
}

/* One indivisible step. Relaxed is enough: the counter publishes no other data,
 * and it is read after all workers were waited for. */
static inline long
add_atomic(struct counter_turn turn)
{
    return atomic_fetch_add_explicit(turn.value, 1, memory_order_relaxed);
}

/* ---- The same update, guarded by a lock: kit/lock_*.h, and pthreads'. ---- */

static inline long
add_spin(struct counter_turn turn)
{
    spin_lock(&counter->guard.spin);
    long seen = add_none(turn);
    spin_unlock(&counter->guard.spin);
    return seen;
}

static inline long
add_futex(struct counter_turn turn)
{
    futex_lock(&counter->guard.futex);
    long seen = add_none(turn);
    futex_unlock(&counter->guard.futex);
    return seen;
}

static inline long
add_ticket(struct counter_turn turn)
{
    ticket_lock(&counter->guard.ticket);
    long seen = add_none(turn);
    ticket_unlock(&counter->guard.ticket);
    return seen;
}

static inline long
add_mcs(struct counter_turn turn)
{
    struct mcs_node *own = &counter->nodes[turn.worker];

    mcs_lock(&counter->guard.mcs, own);
    long seen = add_none(turn);
    mcs_unlock(&counter->guard.mcs, own);
    return seen;
}

/* A worker that dies as the owner has stored its update or has not: the
 * counter, a single word, is whole in either case, and there is nothing to
 * repair. */
static inline long
add_robust(struct counter_turn turn)
{
    if (robust_lock(&counter->guard.robust))
        MUST(pthread_mutex_consistent(&counter->guard.robust));
    long seen = add_none(turn);
    MUST(pthread_mutex_unlock(&counter->guard.robust));
    return seen;
}

/* Many may read at once. That is of no use here, where everybody writes: it is
 * an expensive mutex. (With rdlock two could read the same value.) */
static inline long
add_rwlock(struct counter_turn turn)
{
    MUST(pthread_rwlock_wrlock(&counter->guard.rwlock));
    long seen = add_none(turn);
    MUST(pthread_rwlock_unlock(&counter->guard.rwlock));
    return seen;
}

/* The sloppy counter of "Operating Systems: Three Easy Pieces", at its limit:
 * the worker's own variable first, and one update at the end. */
static void
count_alone(struct counter_update *log)
{
    long own = 0;

    while (own < counter->options->iterations) {
        own++;
        /* Otherwise the loop is optimised away. */
        __asm__ volatile("" : "+r"(own));
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
    case COUNTER_FUTEX:
        return repeat(add_futex, worker, log);
    case COUNTER_TICKET:
        return repeat(add_ticket, worker, log);
    case COUNTER_MCS:
        return repeat(add_mcs, worker, log);
    case COUNTER_ROBUST:
        return repeat(add_robust, worker, log);
    case COUNTER_RWLOCK:
        return repeat(add_rwlock, worker, log);
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
