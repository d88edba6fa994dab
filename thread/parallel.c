/* N threads: the kernel runs each where it likes, on as many CPUs as there are.
 *
 * All are in one process: so where the process has an interpreter lock, all
 * want the same one, and one of them runs. */

#include "parallel.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

const char parallel_module[] = "threading";
const bool parallel_is_one_thread = false, parallel_is_one_lock = true;

/* There is one of these, and all threads share it. */
static struct interpreter interpreter;

struct seat {
    const struct parallel *parallel;
    int index;
};

struct crew {
    pthread_t *ids;
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

/* The kernel lets another thread run. */
void
parallel_sleep_ns(long ns)
{
    clock_sleep_ns(ns);
}

void
parallel_yield(void)
{
    sched_yield();
}

static void
setup(struct parallel *parallel, struct crew *crew)
{
    const struct parallel_job *job = parallel->job;
    size_t workers = (size_t)job->workers;

    parallel->bytes = parallel_memory_bytes(job);
    parallel->memory = new_memory(parallel->bytes);
    parallel_memory_init(parallel->memory, job, PTHREAD_PROCESS_PRIVATE);
    interpreter_init(&interpreter, &parallel->memory->tally);
    parallel->interpreter = job->locked ? &interpreter : NULL;
    crew->ids = new_memory(workers * sizeof(*crew->ids));
    crew->seats = new_memory(workers * sizeof(*crew->seats));
    crew->started = 0;
}

static void *
worker(void *argument)
{
    const struct seat *seat = argument;

    parallel_work(seat->parallel, seat->index);
    return NULL;
}

static int
start(const struct parallel *parallel, struct crew *crew)
{
    for (int i = 0; i < parallel->job->workers; i++) {
        crew->seats[i] = (struct seat){parallel, i};
        int code = pthread_create(&crew->ids[i], NULL, worker, &crew->seats[i]);
        if (code != 0) {
            complain("pthread_create: %s: only %d workers could be started: "
                     "see 'ulimit -u', or ask for fewer --workers",
                strerror(code), i);
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
    for (int i = 0; i < crew->started; i++) {
        int code = pthread_join(crew->ids[i], NULL);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_join: %s: worker %d is out of sight",
                strerror(code), i);
    }
    return STATUS_HELD;
}

static void
teardown(struct parallel *parallel, struct crew *crew)
{
    free(crew->seats);
    free(crew->ids);
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
