/* N threads: the kernel runs each where it likes, on as many CPUs as there are.
 *
 * All are in one process: so where the process has an interpreter lock, all
 * want the same one, and only one of them runs. */

#include "parallel.h"

#include "kit/die.h"
#include "kit/must.h"

#include <stdint.h>

const char parallel_module[] = "threading";
const bool parallel_is_one_lock = true;

static struct parallel parallel;

/* There is one of these, and all threads share it. */
static struct interpreter interpreter;

static pthread_t ids[PARALLEL_MAX_WORKERS];
static int started, status;

static void
setup(const struct parallel_job *job)
{
    parallel_init(&parallel, job, PTHREAD_PROCESS_PRIVATE);
    interpreter_init(&interpreter, &parallel.tally);
    parallel.interpreter = job->locked ? &interpreter : NULL;
}

static void *
worker(void *index)
{
    parallel_work(&parallel, (int)(intptr_t)index);
    return NULL;
}

static void
start(int workers)
{
    for (int i = 0; i < workers && status == STATUS_HELD; i++) {
        int code = pthread_create(&ids[i], NULL, worker, (void *)(intptr_t)i);
        if (code != 0)
            status = gate_short(&parallel.gate, i, "pthread_create", code);
        else
            started++;
    }
}

static void
join(void)
{
    while (started > 0)
        MUST(pthread_join(ids[--started], NULL));
}

/* The next run has an interpreter of its own. */
static void
teardown(void)
{
    interpreter_destroy(&interpreter);
}

int
parallel_run(const struct parallel_job *job, struct parallel_seen *seen)
{
    setup(job);
    start((int)job->workers);
    join();
    if (status == STATUS_HELD)
        parallel_collect(&parallel, seen);
    teardown();
    return status;
}
