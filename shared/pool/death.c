/* A worker is dead, and its parent sees to its task. */

#include "pool.h"
#include "pool/parts.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/stop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>

/* What the dead worker was running; 0: nothing. The lock is held. */
static long
task_of(int worker)
{
    for (long task = 1; task <= pool->submitted; task++)
        if (queue_state(task) == POOL_RUNNING &&
            queue_future(task)->worker == worker)
            return task;
    return 0;
}

/* Back into the queue, or given up. The lock is held. */
static void
bring_back(long task)
{
    struct pool_future *future = queue_future(task);

    future->deaths++;
    if (future->deaths < pool->options->attempts) {
        queue_put(task);
        record->retried++;
        return;
    }
    record_trace(task)->finished_ns = clock_ns();
    future->error = EOWNERDEAD;
    queue_change(task, POOL_DONE);
}

/* Only what --crash-task did not ask for. */
static void
tell_death(const struct pool_death *death)
{
    const struct pool_options *options = pool->options;
    long task = death->task, deaths = task ? queue_future(task)->deaths : 0;
    char fate[80] = "it had no task";

    if (task != 0 && task == options->crash_task && death->signal == SIGSEGV &&
        deaths <= options->crash_times)
        return;
    if (task != 0)
        snprintf(fate, sizeof(fate),
            deaths < options->attempts ? "task %ld is tried again"
                                       : "task %ld is given up",
            task);
    complain("worker %d (process %d) was killed by %s: %s", death->worker,
        (int)death->process, stop_signal_name(death->signal), fate);
}

bool
pool_bury(int worker, pid_t process, int signal)
{
    struct pool_death *death = &record->deaths[record->died++];

    *death = (struct pool_death){
        .process = process, .worker = worker, .signal = signal};
    pool_lock();
    death->ns = clock_ns();
    death->task = task_of(worker);
    if (death->task != 0)
        bring_back(death->task);
    pool_unlock();
    tell_death(death);
    /* A worker that is killed after it was woken, and before it has a task, has
     * used up a wake-up. One too many does no harm. */
    pool_wake(1);
    if (record->died == POOL_DEATHS)
        complain("%d workers have died: no more are replaced", POOL_DEATHS);
    return record->died < POOL_DEATHS;
}
