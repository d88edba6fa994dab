/* What the files beside this one offer each other. */
#pragma once

#include "pool.h"

/* ---- The flight recorder. It lies in memory that a child process shares,
 * whatever the model, so that it can be read after a crash. ---- */

struct pool_trace {
    int worker;
    long started_ns, finished_ns; /* of the last attempt; 0: not yet */
};

struct pool_death {
    pid_t process;
    int worker, signal;
    long task; /* that it was running; 0: none */
    long ns;
};

struct pool_record {
    const struct pool_options *options;
    long submitted_ns;  /* when the first task was submitted */
    long died, retried; /* the parent alone writes these three */
    struct pool_death deaths[POOL_DEATHS];
    struct pool_trace traces[]; /* by task, guarded by the lock */
};

extern struct pool_record *record;
struct pool_trace *record_trace(long task);

/* ---- pool.c: the queue; tasks count from 1. The lock is held. ---- */

struct pool_future *queue_future(long task);
int queue_state(long task);
void queue_change(long task, enum pool_state state);

/* Let it wait, for the first time or again. */
void queue_put(long task);

/* ---- crash.c: die here, if it is this task's turn. ---- */

void crash_at_work(long task);
void crash_at_queue(long task);

/* Where a worker's death is the death of all: run them in a child process. */
int crash_run_watched(
    const struct pool_options *options, struct pool_result *result);

/* ---- log.c, outcome.c ---- */

/* Write the result's log. Where the pool is dead, there is no `pool`. */
void log_write(struct pool_result *result);

/* Fill in what follows from the rest; the status to exit with. */
int pool_judge(const void *options, void *result);
