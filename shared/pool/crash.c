/* --crash-task: a task crashes. Where that kills the whole pool, the pool runs
 * in a child process, and the parent reads the flight recorder. */

#include "pool.h"
#include "pool/parts.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/model.h"
#include "kit/stop.h"
#include "kit/watch.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum { LOOK_NS = 100000 };

/* Write where there is no memory, as a wild pointer does. First make sure that
 * no handler catches it (sanitizers have one, and so have our coroutines, for
 * the overflow of a stack) and that no core file is left behind. */
_Noreturn static void
crash_here(void)
{
    signal(SIGSEGV, SIG_DFL);
    prctl(PR_SET_DUMPABLE, 0);
    volatile char *nowhere =
        mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *nowhere = 1;
    abort();
}

static bool
is_doomed(long task, enum pool_crash_at place)
{
    const struct pool_options *options = pool->options;

    return task == options->crash_task && options->crash_at == (int)place &&
           queue_future(task)->deaths < options->crash_times;
}

static bool
is_one_running(long before)
{
    bool found = false;

    pool_lock();
    for (long task = 1; task < before && !found; task++)
        found = queue_state(task) == POOL_RUNNING;
    pool_unlock();
    return found;
}

/* The earlier tasks are finished first, so that there is something to lose. */
void
crash_at_work(long task)
{
    if (!is_doomed(task, POOL_AT_WORK))
        return;
    while (is_one_running(task))
        model_sleep_ns(LOOK_NS);
    crash_here();
}

void
crash_at_queue(long task)
{
    if (is_doomed(task, POOL_AT_QUEUE))
        crash_here();
}

/* The pool's process is dead, and its futures with it. */
static void
collect_dead(pid_t process, int signal, struct pool_result *result)
{
    const struct pool_options *options = record->options;
    int worker = record_trace(options->crash_task)->worker;

    record->died = 1;
    record->deaths[0] = (struct pool_death){
        process, worker, signal, options->crash_task, clock_ns()};
    for (long task = 1; task <= options->tasks; task++)
        result->finished += record_trace(task)->finished_ns > 0;
    result->lost = options->tasks;
    result->died = options->workers;
    result->signal = signal;
    result->elapsed_ns = record->deaths[0].ns - record->submitted_ns;
    log_write(result);
}

static void
run(const void *options)
{
    pool_run(options);
}

int
crash_run_watched(
    const struct pool_options *options, struct pool_result *result)
{
    pid_t child;
    int wait_status = watch_run(run, options, &child);

    if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) != STATUS_HELD)
        return WEXITSTATUS(wait_status); /* it has said why */
    if (WIFEXITED(wait_status))
        die(STATUS_BROKEN, "task %ld has not crashed", options->crash_task);
    if (WTERMSIG(wait_status) != SIGSEGV)
        die(STATUS_BROKEN,
            "the pool (process %d) was killed by %s: the run is over",
            (int)child, stop_signal_name(WTERMSIG(wait_status)));
    collect_dead(child, SIGSEGV, result);
    return STATUS_HELD;
}
