/* Parallel: what do N workers gain over one?
 *
 * There are as many tasks as workers. One worker does them one after the other,
 * and then N workers do one each: the speed-up is the first time over the
 * second. A task computes (cpu), or waits, as for a disk or a network (io). On
 * one CPU the workers take turns (concurrency); on several they run at the same
 * instant (parallelism); and under an interpreter lock, as Python has one, its
 * holder alone runs. */
#ifndef PARALLEL_H
#define PARALLEL_H

#include "kit/gate.h"
#include "kit/timeline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
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
    long yield_ms; /* give way after so long; 0: never by oneself */
    long rounds;
    int work; /* enum parallel_work_kind */
    int cpus; /* enum parallel_cpus */
    bool interpreter_lock, table, cpython, json;
};

/* ---- The interpreter lock. ---- */

/* What happened to all locks that were made with it; shared by all workers. */
struct interpreter_tally {
    atomic_long most_holders; /* of one lock at the same instant */
    atomic_long handovers;    /* taken by another than the one before */
    atomic_long requests;     /* the holder was asked to let go */
};

/* Python's global interpreter lock, as CPython builds it since 3.2 (its
 * Python/ceval_gil.c tells how; this is no copy). Whoever wants it waits for
 * five milliseconds, and then asks the holder to let go; the holder looks for
 * that between two pieces of its work. Had it then just let go and taken again,
 * it would have been the first to take it each time: so after a request it
 * waits until another has it. */
struct interpreter {
    struct interpreter_tally *tally;
    atomic_bool wanted; /* the holder is asked to let go */

    pthread_mutex_t mutex;
    /* mutex must be held when using these: */
    pthread_cond_t freed; /* holders is 0 */
    pthread_cond_t taken; /* last and takes have changed */
    int holders;          /* 0 or 1 */
    int last;             /* who took it last; -1: nobody yet */
    long waiting;         /* who want it and do not have it */
    long takes;           /* by another than the one before */
};

/* Between threads of one process. */
void interpreter_init(
    struct interpreter *interpreter, struct interpreter_tally *tally);
void interpreter_destroy(struct interpreter *interpreter);

void interpreter_take(struct interpreter *interpreter, int self);
bool interpreter_is_wanted(const struct interpreter *interpreter);
void interpreter_drop(struct interpreter *interpreter, int self);

/* ---- One run. ---- */

/* So many tasks by so many workers: worker i does i, i + workers, and so on. */
struct parallel_job {
    long workers, tasks;
    int work;          /* enum parallel_work_kind */
    bool locked;       /* --interpreter-lock */
    long piece_rounds; /* of arithmetic in a piece, which takes some 50 us */
    long pieces;       /* PARALLEL_CPU: in a task */
    long wait_ns;      /* PARALLEL_IO: of each of its waits */
    long yield_pieces; /* give way after so many; 0: never */
};

/* What the workers share: a segment in proc, any memory else. */
struct parallel_memory {
    struct gate gate;
    struct interpreter_tally tally;
    uint64_t values[PARALLEL_MAX_WORKERS]; /* by task: what it computed */
    struct timeline timelines[PARALLEL_MAX_WORKERS]; /* by worker */
    struct timeline_slice slices[];
};

/* One run, as a twin placed it. */
struct parallel {
    const struct parallel_job *job;
    struct parallel_memory *memory;
    size_t bytes;                    /* of the memory */
    struct interpreter *interpreter; /* to be taken by each worker, or NULL */
};

struct parallel_picture {
    const char *lines[PARALLEL_LINES + 1]; /* up to a NULL */
    char text[PARALLEL_LINES][PARALLEL_LINE_BYTES];
};

/* What came of it. */
struct parallel_seen {
    long elapsed_ns;                 /* first worker off to last worker done */
    long first_ran_ns;               /* and for how long of it worker 0 ran */
    long done;                       /* tasks with the right value */
    long most_running, most_waiting; /* workers, at the same instant */
    long most_holders, handovers, requests;
    struct parallel_picture picture;
};

/* Bytes of struct parallel_memory with its slices. Ends the program with status
 * 77 where they would not fit in the memory that is free. */
size_t parallel_memory_bytes(const struct parallel_job *job);

/* Prepare zeroed memory. sharing: as in gate_init. */
void parallel_memory_init(struct parallel_memory *memory,
    const struct parallel_job *job, int sharing);

/* What worker `index` does, in every model: pass the gate, do its tasks. */
void parallel_work(const struct parallel *parallel, int index);

/* Read the outcome, in the starter, after the last worker is done. */
void parallel_collect(
    const struct parallel *parallel, struct parallel_seen *seen);

/* What a task must have computed after so many rounds. */
uint64_t parallel_value(long task, long rounds);

/* ---- What each model defines. ---- */

/* Wait, as for a disk or a network: the worker does not run meanwhile. */
void parallel_sleep_ns(long ns);

/* Let another run, if there is one. */
void parallel_yield(void);

/* CPython's module for this model. */
extern const char parallel_module[];

/* Do all workers run in one thread? And else: do all want the same interpreter
 * lock? */
extern const bool parallel_is_one_thread, parallel_is_one_lock;

/* 0, or the status to exit with after a message on stderr. */
int parallel_run(const struct parallel_job *job, struct parallel_seen *seen);

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
    double
        strangers; /* the part of one worker\'s time that others had the CPU */
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

#endif
