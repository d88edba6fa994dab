/* N coroutines: they take turns in one thread, of their own accord, and the
 * kernel runs that thread on one CPU at a time.
 *
 * So they never run at the same instant, lock or not; but while one waits, the
 * others can run, and wait as well. */

#include "parallel.h"

#include "coro.h"

#include "kit/die.h"

#include <stdio.h>
#include <stdlib.h>

const char parallel_module[] = "asyncio";
const bool parallel_is_one_thread = true, parallel_is_one_lock = false;

/* There is one of these, and it is the thread's that all coroutines share: it
 * takes the lock before they begin, and nobody else wants it. */
static struct interpreter interpreter;

struct seat {
    const struct parallel *parallel;
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

/* The scheduler lets another coroutine run: a sleep in the kernel would stop
 * them all. */
void
parallel_sleep_ns(long ns)
{
    coro_sleep_ns(ns);
}

void
parallel_yield(void)
{
    coro_yield();
}

static void
setup(struct parallel *parallel, struct crew *crew)
{
    const struct parallel_job *job = parallel->job;
    size_t workers = (size_t)job->workers;

    parallel->bytes = parallel_memory_bytes(job);
    parallel->memory = new_memory(parallel->bytes);
    parallel_memory_init(parallel->memory, job, GATE_OPEN);
    interpreter_init(&interpreter, &parallel->memory->tally);
    if (job->locked)
        interpreter_take(&interpreter, 0);
    parallel->interpreter = NULL; /* no worker has to take it */
    crew->ids = new_memory(workers * sizeof(struct coro *));
    crew->seats = new_memory(workers * sizeof(*crew->seats));
    crew->started = 0;
}

static void
worker(void *argument)
{
    const struct seat *seat = argument;

    parallel_work(seat->parallel, seat->index);
}

static int
start(const struct parallel *parallel, struct crew *crew)
{
    for (int i = 0; i < parallel->job->workers; i++) {
        struct seat *seat = &crew->seats[i];
        *seat = (struct seat){.parallel = parallel, .index = i};
        snprintf(seat->name, sizeof(seat->name), "worker %d", i);
        crew->ids[i] = coro_spawn(seat->name, worker, seat);
        if (crew->ids[i] == NULL) {
            complain("coro_spawn: %m: only %d workers could be started: ask "
                     "for fewer --workers",
                i);
            gate_call_off(&parallel->memory->gate, i);
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
teardown(struct parallel *parallel, struct crew *crew)
{
    free(crew->seats);
    free(crew->ids);
    if (parallel->job->locked)
        interpreter_drop(&interpreter, 0);
    interpreter_destroy(&interpreter);
    free(parallel->memory);
}

int
parallel_run(const struct parallel_job *job, struct parallel_seen *seen)
{
    struct parallel parallel = {.job = job};
    struct crew crew;

    setup(&parallel, &crew);
    int started = start(&parallel, &crew);
    int joined = join(&crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        parallel_collect(&parallel, seen);
    teardown(&parallel, &crew);
    return started != STATUS_HELD ? started : joined;
}
