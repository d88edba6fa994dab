/* Parallel: what do N workers gain over one?
 *
 * There are as many tasks as workers. One worker does them one after the other,
 * and then N workers do one each: the speed-up is the first time over the
 * second. A task computes (cpu), or waits, as for a disk or a network (io). On
 * one CPU the workers take turns (concurrency); on several they run at the same
 * instant (parallelism); and under an interpreter lock, such as Python's, only
 * its holder runs. */
#pragma once

#include "parallel/interpreter.h"

#include "kit/gate.h"
#include "kit/timeline.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    PARALLEL_MAX_WORKERS = 64,
    PARALLEL_MAX_ROUNDS = 99,
    PARALLEL_WAITS = 4, /* in a task that waits */
    PARALLEL_LINES = PARALLEL_MAX_WORKERS + 1,
    PARALLEL_LINE_BYTES = 96
};

enum parallel_work_kind {
    PARALLEL_CPU, /* piece after piece of arithmetic */
    PARALLEL_IO   /* wait, and then a piece for what came in; four times */
};

enum parallel_cpus { PARALLEL_ONE, PARALLEL_ALL };

struct parallel_options {
    long workers;  /* and tasks */
    long work_ms;  /* of one task */
    long yield_ms; /* yield after this long; 0: never */
    long rounds;
    int work; /* enum parallel_work_kind */
    int cpus; /* enum parallel_cpus */
    bool interpreter_lock, table, cpython, json;
};

/* ---- One run. ---- */

/* This many tasks by this many workers: worker i does i, i + workers, and so
 * on. */
struct parallel_job {
    long workers, tasks;
    int work;          /* enum parallel_work_kind */
    bool locked;       /* --interpreter-lock */
    long piece_rounds; /* of arithmetic in a piece, which takes some 50 us */
    long pieces;       /* PARALLEL_CPU: in a task */
    long wait_ns;      /* PARALLEL_IO: of each of its waits */
    long yield_pieces; /* yield after this many; 0: never */

    struct timeline_slice *slices; /* the record of who ran when */
    long slices_per_task;
};

/* What the workers share. The twin places it: in proc in a segment of shared
 * memory, in thread and coro it is an ordinary variable. */
struct parallel {
    const struct parallel_job *job;
    struct interpreter *interpreter; /* each worker must take it; or NULL */
    struct gate gate;
    struct interpreter_tally tally;
    uint64_t values[PARALLEL_MAX_WORKERS]; /* by task: what it computed */
    struct timeline timelines[PARALLEL_MAX_WORKERS]; /* by worker */
};

struct parallel_picture {
    const char *lines[PARALLEL_LINES + 1]; /* up to a NULL */
    char text[PARALLEL_LINES][PARALLEL_LINE_BYTES];
};

/* The outcome. */
struct parallel_seen {
    long elapsed_ns;                 /* first worker off to last worker done */
    long first_ran_ns;               /* and for how long of it worker 0 ran */
    long done;                       /* tasks with the right value */
    long most_running, most_waiting; /* workers, at the same instant */
    long most_holders, handovers, requests;
    struct parallel_picture picture;
};

/* Prepare for this job. sharing: for the gate (kit/gate.h). The interpreter is
 * the twin's to set. */
void parallel_init(
    struct parallel *parallel, const struct parallel_job *job, int sharing);

/* What worker `index` does, in every model: pass the gate, do its tasks. */
void parallel_work(struct parallel *parallel, int index);

/* Read the outcome, after the last worker is done. */
void parallel_collect(
    const struct parallel *parallel, struct parallel_seen *seen);

/* What a task must have computed after that many rounds. */
uint64_t parallel_value(long task, long rounds);

/* ---- Each twin defines these. ---- */

/* CPython's module for this model. */
extern const char parallel_module[];

/* Do workers that run at the same instant want the same interpreter lock? */
extern const bool parallel_is_one_lock;

/* One run; it is called many times. Ends the program where that cannot be done.
 */
void parallel_run(const struct parallel_job *job, struct parallel_seen *seen);

/* ---- The result. ---- */

/* Speed-ups: the median of all rounds, the lowest and the highest. */
struct parallel_figure {
    double median, low, high;
};

/* One row of the table: the pairs of runs with the same work and lock, and all
 * that was seen in them. */
struct parallel_row {
    bool asked_for;
    long rounds;
    double speed_ups[PARALLEL_MAX_ROUNDS];
    double many_ns[PARALLEL_MAX_ROUNDS], one_ns[PARALLEL_MAX_ROUNDS];
    double one_ran[PARALLEL_MAX_ROUNDS]; /* the part of one_ns that it ran */
    long tasks, done;
    long most_running, most_waiting; /* with N workers */
    long most_holders, handovers, requests;
    struct parallel_figure figure;
};

struct parallel_cpython {
    char version[32], module[32];
    bool gil, sums_right;
    struct parallel_figure figures[2];
};

struct parallel_result {
    char works[16], lock[8];
    long usable_cpus;
    long tasks, done; /* in all runs; done: with the right value */
    long most_running, most_waiting, most_holders, handovers, requests;
    double elapsed_ns, one_worker_ns; /* medians; NAN with --table */
    double strangers; /* how much of one worker's time others had the CPU */
    struct parallel_figure *speed_ups[2][2]; /* by work, and locked or not */
    struct parallel_figure *cpython_speed_ups[2]; /* by work */
    struct parallel_cpython *cpython;
    const char *const *picture;
    bool ok;
    char note[512];

    struct parallel_row rows[2][2];
    struct parallel_seen seen; /* the last run of N workers */
    struct parallel_cpython found;
};
