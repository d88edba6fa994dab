/* N coroutines: they take turns in one thread, of their own accord, and the
 * kernel runs that thread on one CPU at a time.
 *
 * So they never run at the same instant, lock or not; but while one waits, the
 * others can run, and wait as well. */

#include "parallel.h"

#include "coro.h"

#include "kit/start.h"

const char parallel_module[] = "asyncio";
const bool parallel_is_one_lock = false;

static struct parallel parallel;

/* There is one of these, and it belongs to the thread that all coroutines
 * share: it takes the lock before they begin, and nobody else wants it. */
static struct interpreter interpreter;

static struct coro *ids[PARALLEL_MAX_WORKERS];

static void
setup(const struct parallel_job *job)
{
    parallel_init(&parallel, job, GATE_OPEN);
    interpreter_init(&interpreter, &parallel.tally);
    if (job->locked)
        interpreter_take(&interpreter, 0);
}

static void
worker(void *index)
{
    parallel_work(&parallel, (int)(intptr_t)index);
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

/* The next run has an interpreter of its own. */
static void
teardown(void)
{
    if (parallel.job->locked)
        interpreter_drop(&interpreter, 0);
    interpreter_destroy(&interpreter);
}

void
parallel_run(const struct parallel_job *job, struct parallel_seen *seen)
{
    setup(job);
    start((int)job->workers);
    join((int)job->workers);
    parallel_collect(&parallel, seen);
    teardown();
}
