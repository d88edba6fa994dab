/* A pool: a few workers, a queue of many tasks, and a future for each task.
 *
 * Whoever submits a task gets a future: a place for its result, or for the
 * error that it ended with, as in Python's ThreadPoolExecutor. The workers are
 * made once and take one task after the other. What becomes of the others when
 * one of them crashes?
 *
 * The same queue serves every model; what guards it, and what a worker sleeps
 * on, is in the twins (pool_take_sem, pool_take_cond, pool_wake).
 *
 * A worker may be killed between any two instructions, also while it holds the
 * lock. So each change of the queue takes effect by one store, that of a
 * future's state, with all that belongs to it written before; what else is kept
 * (waiting, passed) follows from the states, and the next worker that gets the
 * lock counts it anew from them (pool_repair). */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { POOL_MAX_WORKERS = 1024 };
enum { POOL_DEATHS = 1000 }; /* the last of this many is not replaced */

/* What guards the queue and wakes its workers. */
enum pool_sync {
    POOL_SEM, /* a mutex, and a semaphore that counts what there is to do */
    POOL_COND /* a mutex and a condition variable; not in proc */
};

/* Where the task of --crash-task crashes. */
enum pool_crash_at {
    POOL_AT_WORK, /* in the middle of its work */
    POOL_AT_QUEUE /* its worker holds the lock; the queue is half changed */
};

struct pool_options {
    long workers, tasks;
    long rounds;     /* links of the hash chain that a task computes */
    long work_us;    /* and how long it waits in between */
    int sync;        /* enum pool_sync */
    long crash_task; /* 0: none; tasks count from 1, here and everywhere */
    int crash_at;    /* enum pool_crash_at */
    long crash_times;
    long fail_task; /* 0: none ends with an error */
    long attempts;  /* after this many deaths a task is given up */
    int expect;     /* 0: the loss may be the lesson; 1: exact */
    bool json;
};

enum pool_state {
    POOL_NEW,     /* not submitted yet */
    POOL_WAITING, /* in the queue */
    POOL_RUNNING, /* `worker` has taken it */
    POOL_DONE     /* it has a result, or an error: never changed again */
};

/* Guarded by the queue's lock, like all that follows. */
struct pool_future {
    atomic_int state; /* enum pool_state */
    int worker;       /* while it runs */
    int error;        /* of errno; 0: there is a result */
    uint64_t result;
    long deaths; /* workers that died of it; the parent alone counts them */
};

/* The queue: the futures that wait, in the order of their submission. The twin
 * places it: in proc in a segment, in thread and coro in any memory. */
struct pool {
    const struct pool_options *options;
    long submitted; /* futures that are in use */
    long waiting;   /* how many of them wait */
    long passed;    /* this many of the first do not wait */
    bool closed;    /* no more will be submitted: return when none waits */
    long repaired;  /* how often the lock was found with a dead owner */
    long twice;     /* tasks finished by a worker that did not have them */
    struct pool_future futures[];
};

extern struct pool *pool;

enum { POOL_LINES = 32, POOL_LINE_BYTES = 120 };

struct pool_result {
    long results; /* tasks that have one */
    long errors;  /* tasks that have an error instead */
    long lost;    /* tasks that have neither */
    long wrong;   /* results that are not the end of the hash chain */
    long twice;   /* tasks that were finished again */
    long retried; /* attempts after the first */
    long died;    /* workers */
    long repaired;
    long elapsed_ns; /* first task submitted to last one finished */
    bool ok;         /* every task has one outcome, and the right one */
    const char *const *log;
    char note[256];

    int signal;    /* that the whole pool died of, or 0 */
    long finished; /* tasks, before that */
    char text[POOL_LINES][POOL_LINE_BYTES];
    const char *lines[POOL_LINES + 1];
};

/* Make `pool`, in zeroed memory of `place`. Ends the program with status 77
 * where its futures would not fit in the memory that is free. */
void pool_init(
    const struct pool_options *options, void *(*place)(size_t bytes));

/* Parent or main thread: submit all tasks. Then: no more will come. */
void pool_submit(void);
void pool_close(void);

/* What worker `index` does, in every model: take a task, do it, settle its
 * future, until the pool is closed and no task waits. */
void pool_work(int index);

/* The lock is held: is there nothing to do, and may there be later? */
bool pool_is_idle(void);

/* The lock is held: the first task that waits is this worker's from here on. 0:
 * none waits; POOL_CLOSED: and none will. */
enum { POOL_CLOSED = -1 };
long pool_take_first(int worker);

/* The lock is held, and its last owner died with it: count anew what follows
 * from the states. */
void pool_repair(void);

/* Parent: this worker is dead. Its task waits again, or after too many deaths
 * gets an error as its result. The death that --crash-task asked for is
 * reported in the result only, any other on stderr as well. False if the worker
 * is not to be replaced, since too many have died: that is reported, too. */
bool pool_bury(int worker, pid_t process, int signal);

/* Read the outcome, after the last worker is gone. */
void pool_collect(struct pool_result *result);

/* The end of the task's hash chain. */
uint64_t pool_chain(long task, long rounds);

/* ---- Each twin defines these. ---- */

/* The primitive that is idiomatic in this model, as a word of --sync. */
extern const char pool_default_sync[];

/* The queue's lock. */
void pool_lock(void);
void pool_unlock(void);

/* Worker, with --sync=sem and --sync=cond: sleep until there may be a task, or
 * the pool may be closed, and take the first, as pool_take_first does. 0:
 * another worker was faster. */
long pool_take_sem(int worker);
long pool_take_cond(int worker);

/* That many more workers can be woken. The lock is not held. */
void pool_wake(long count);

/* Run all workers. Ends the program where that cannot be done. */
void pool_run(const struct pool_options *options);
