/* N threads: the kernel runs each where it likes, on as many CPUs as there are.
 *
 * All are in one process: so where the process has an interpreter lock, all
 * want the same one, and only one of them runs. */

#include "parallel.h"

#include "kit/must.h"
#include "kit/start.h"

#include <stdint.h>

const char parallel_module[] = "threading";
const bool parallel_is_one_lock = true;

static struct parallel parallel;

/* There is one of these, and all threads share it. */
static struct interpreter interpreter;

static pthread_t ids[PARALLEL_MAX_WORKERS];

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
    for (int i = 0; i < workers; i++) {
        int code = pthread_create(&ids[i], NULL, worker, (void *)(intptr_t)i);
        if (code != 0)
            start_refused("pthread_create", code, i);
    }
}

static void
join(int workers)
{
    for (int i = 0; i < workers; i++)
        MUST(pthread_join(ids[i], NULL));
}

/* The next run has an interpreter of its own. */
static void
teardown(void)
{
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
