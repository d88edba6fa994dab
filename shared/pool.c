/* The queue, and what workers do with its tasks. How the queue is guarded, and
 * what a worker sleeps on, is in the twins. */

#include "pool.h"
#include "pool/parts.h"

#include "kit/clock.h"
#include "kit/memory.h"
#include "kit/model.h"

#include <errno.h>

struct pool *pool;
struct pool_record *record;

static long (*const takes[])(int worker) = {
    [POOL_SEM] = pool_take_sem, [POOL_COND] = pool_take_cond};

void
pool_init(const struct pool_options *options, void *(*place)(size_t bytes))
{
    size_t bytes = sizeof(struct pool) +
                   (size_t)options->tasks * sizeof(struct pool_future);

    memory_need((double)bytes, "the queue", "ask for fewer --tasks");
    pool = place(bytes);
    pool->options = options;
}

struct pool_future *
queue_future(long task)
{
    return &pool->futures[task - 1];
}

struct pool_trace *
record_trace(long task)
{
    return &record->traces[task - 1];
}

/* ---- The queue. The lock is held in all of this part. ---- */

bool
pool_is_idle(void)
{
    return pool->waiting == 0 && !pool->closed;
}

int
queue_state(long task)
{
    return atomic_load_explicit(
        &queue_future(task)->state, memory_order_relaxed);
}

/* This store is the change. All that belongs to the new state is written
 * before, hence release: were the state written first, and its writer killed
 * next, a result would be there that nobody has written. */
void
queue_change(long task, enum pool_state state)
{
    atomic_store_explicit(
        &queue_future(task)->state, state, memory_order_release);
}

static void
pass(void)
{
    while (pool->passed < pool->submitted &&
           queue_state(pool->passed + 1) != POOL_WAITING)
        pool->passed++;
}

void
queue_put(long task)
{
    queue_change(task, POOL_WAITING);
    pool->waiting++;
    if (task <= pool->passed)
        pool->passed = task - 1;
}

void
pool_repair(void)
{
    pool->waiting = 0;
    for (long task = 1; task <= pool->submitted; task++)
        pool->waiting += queue_state(task) == POOL_WAITING;
    pool->passed = 0;
    pass();
    pool->repaired++;
}

long
pool_take_first(int worker)
{
    pass();
    if (pool->passed == pool->submitted)
        return pool->closed ? POOL_CLOSED : 0;
    long task = pool->passed + 1;
    queue_future(task)->worker = worker;
    *record_trace(task) = (struct pool_trace){worker, clock_ns(), 0};
    queue_change(task, POOL_RUNNING);
    crash_at_queue(task); /* where `waiting` counts one too many */
    pool->waiting--;
    return task;
}

/* ---- A task. ---- */

/* SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), each value made from the one
 * before: there is no short cut to the end of the chain. */
uint64_t
pool_chain(long task, long rounds)
{
    uint64_t value = (uint64_t)task;

    for (long i = 0; i < rounds; i++) {
        value += 0x9e3779b97f4a7c15u;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
        value ^= value >> 31;
    }
    return value;
}

/* The outcome goes into the future, once and for all. */
static void
finish(int worker, long task, uint64_t result, int error)
{
    struct pool_future *future = queue_future(task);

    pool_lock();
    if (queue_state(task) != POOL_RUNNING || future->worker != worker) {
        pool->twice++;
    } else {
        record_trace(task)->finished_ns = clock_ns();
        future->result = result;
        future->error = error;
        queue_change(task, POOL_DONE);
    }
    pool_unlock();
}

void
pool_work(int index)
{
    const struct pool_options *options = pool->options;
    long task;

    while ((task = takes[options->sync](index)) != POOL_CLOSED) {
        if (task == 0)
            continue;
        uint64_t result = pool_chain(task, options->rounds);
        if (options->work_us > 0)
            model_sleep_ns(options->work_us * NS_PER_US);
        crash_at_work(task);
        finish(index, task, result, task == options->fail_task ? EDOM : 0);
    }
}

void
pool_submit(void)
{
    record->submitted_ns = clock_ns();
    for (long task = 1; task <= pool->options->tasks; task++) {
        pool_lock();
        queue_put(task);
        pool->submitted = task;
        pool_unlock();
        pool_wake(1);
    }
}

void
pool_close(void)
{
    pool_lock();
    pool->closed = true;
    pool_unlock();
    pool_wake(pool->options->workers);
}
