/* The counter race between coroutines.
 *
 * Each worker is a coroutine of this thread, made by coro_spawn. They share all
 * memory, as threads do; but nobody loses the CPU between two instructions:
 * only where it yields, or sleeps. */

#include "counter.h"

#include "coro.h"

#include "kit/die.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char twin_model[] = "coro";
const char counter_default_sync[] = "none";
const char counter_worker_noun[] = "Coroutine";
const bool counter_is_preemptive = false;

/* --memory=private: there is one of these, and all coroutines share it. */
static atomic_long private_value;

struct guard {
    struct coro_sem sem;
    struct coro_mutex mutex;
    struct coro_sem barrier; /* those who wait for the rest */
    long missing;            /* how many have not come yet */
};

struct seat {
    const struct counter *counter;
    int index;
    char name[24];
};

struct crew {
    struct coro **ids;
    struct seat *seats;
    int started;
};

static void *
new_memory(size_t bytes)
{
    void *memory = calloc(1, bytes);

    if (memory == NULL)
        die(STATUS_CANNOT, "calloc: %m: cannot have %zu bytes", bytes);
    return memory;
}

static void
init_sem(struct guard *guard)
{
    coro_sem_init(&guard->sem, "guard", 1);
}

static void
init_mutex(struct guard *guard)
{
    coro_mutex_init(&guard->mutex, "guard", CORO_MUTEX_NORMAL);
}

static void
init_barrier(struct guard *guard, long workers)
{
    coro_sem_init(&guard->barrier, "barrier", 0);
    guard->missing = workers;
}

void
counter_lock(const struct counter *counter)
{
    if (counter->options->sync == COUNTER_MUTEX) {
        int code = coro_mutex_lock(&counter->guard->mutex);
        if (code != 0)
            die(STATUS_BROKEN, "coro_mutex_lock: %s: a worker cannot go on",
                strerror(code));
    } else {
        coro_sem_wait(&counter->guard->sem);
    }
}

void
counter_unlock(const struct counter *counter)
{
    if (counter->options->sync == COUNTER_MUTEX) {
        int code = coro_mutex_unlock(&counter->guard->mutex);
        if (code != 0)
            die(STATUS_BROKEN, "coro_mutex_unlock: %s: a worker cannot go on",
                strerror(code));
    } else {
        coro_sem_post(&counter->guard->sem);
    }
}

void
counter_yield(void)
{
    coro_yield();
}

/* The last one to come wakes the others, and leaves it as it was. */
void
counter_meet(const struct counter *counter)
{
    struct guard *guard = counter->guard;

    if (--guard->missing > 0) {
        coro_sem_wait(&guard->barrier);
        return;
    }
    while (++guard->missing < counter->options->workers)
        coro_sem_post(&guard->barrier);
}

void
counter_sleep_ns(long ns)
{
    coro_sleep_ns(ns);
}

static void
setup(struct counter *counter, struct crew *crew)
{
    const struct counter_options *options = counter->options;
    size_t workers = (size_t)options->workers;

    if (options->pin)
        die(STATUS_CANNOT, "--pin: coroutines run in one thread, on one CPU at "
                           "a time: ask proc or thread");
    counter->bytes = counter_memory_bytes(options);
    counter->memory = new_memory(counter->bytes);
    counter_memory_init(counter->memory, options, GATE_OPEN);
    counter->guard = new_memory(sizeof(*counter->guard));
    init_sem(counter->guard);
    init_mutex(counter->guard);
    init_barrier(counter->guard, options->workers);
    counter->value = options->memory == COUNTER_PRIVATE
                         ? &private_value
                         : &counter->memory->value;
    crew->ids = new_memory(workers * sizeof(struct coro *));
    crew->seats = new_memory(workers * sizeof(*crew->seats));
    crew->started = 0;
}

static void
worker(void *argument)
{
    const struct seat *seat = argument;

    counter_work(seat->counter, seat->index);
}

static int
start(const struct counter *counter, struct crew *crew)
{
    for (int i = 0; i < counter->options->workers; i++) {
        struct seat *seat = &crew->seats[i];
        *seat = (struct seat){.counter = counter, .index = i};
        snprintf(seat->name, sizeof(seat->name), "worker %d", i);
        crew->ids[i] = coro_spawn(seat->name, worker, seat);
        if (crew->ids[i] == NULL) {
            complain("coro_spawn: %m: only %d workers could be started: ask "
                     "for fewer --workers",
                i);
            gate_call_off(&counter->memory->gate, i);
            return STATUS_CANNOT;
        }
        crew->started++;
    }
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    for (int i = 0; i < crew->started; i++)
        coro_join(crew->ids[i]);
    return STATUS_HELD;
}

static void
teardown(struct counter *counter, struct crew *crew)
{
    free(crew->seats);
    free(crew->ids);
    free(counter->guard);
    free(counter->memory);
}

int
counter_run(
    const struct counter_options *options, struct counter_result *result)
{
    struct counter counter = {.options = options};
    struct crew crew;
    long copies = 1;

    setup(&counter, &crew);
    int started = start(&counter, &crew);
    int joined = join(&crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        counter_collect(&counter, copies, result);
    teardown(&counter, &crew);
    return started != STATUS_HELD ? started : joined;
}
