/* The counter race between coroutines.
 *
 * Each worker is a coroutine of this thread, made by coro_spawn. They share all
 * memory, as threads do; but each keeps the CPU until it yields or sleeps. */

#include "counter.h"

#include "coro.h"

#include "kit/die.h"
#include "kit/must.h"
#include "kit/start.h"

#include <stdint.h>

const char counter_default_sync[] = "none";

static struct counter counter;
static struct coro_mutex mutex = {.name = "guard"};
static struct coro_barrier barrier;
static struct coro_sem sem = {.name = "guard", .value = 1};

static struct coro *ids[COUNTER_MAX_WORKERS];

/* --sync=mutex: one update in a critical section. */
long
counter_add_mutex(struct counter_turn turn)
{
    MUST(coro_mutex_lock(&mutex));
    long seen = counter_read(turn);
    counter_write(turn, seen + 1);
    MUST(coro_mutex_unlock(&mutex));
    return seen;
}

/* --sync=sem: the same with a semaphore initialised to 1. */
long
counter_add_sem(struct counter_turn turn)
{
    coro_sem_wait(&sem);
    long seen = counter_read(turn);
    counter_write(turn, seen + 1);
    coro_sem_post(&sem);
    return seen;
}

/* --gap-ms: sleep until all workers have read. */
void
counter_meet(void)
{
    coro_barrier_wait(&barrier);
}

static void
setup(const struct counter_options *options)
{
    if (options->pin || options->sync >= COUNTER_FUTEX)
        die(STATUS_CANNOT,
            "--%s: coroutines share one thread, on one CPU; if one sleeps in "
            "the kernel, all do: use proc or thread",
            options->pin ? "pin" : "sync");
    coro_barrier_init(&barrier, "barrier", options->workers);
    counter_init(&counter, options, GATE_OPEN);
}

static void
worker(void *index)
{
    counter_work((int)(intptr_t)index);
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        ids[i] = coro_spawn(coro_worker_name(i), worker, (void *)(intptr_t)i);
        if (ids[i] == NULL)
            start_refused("coro_spawn", errno, i);
    }
}

static void
join(int workers)
{
    for (int i = 0; i < workers; i++)
        coro_join(ids[i]);
}

void
counter_run(const struct counter_options *options)
{
    setup(options);
    start((int)options->workers);
    join((int)options->workers);
}
