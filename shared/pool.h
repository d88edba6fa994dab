/* A pool: a few workers, a queue of many tasks, and a future for each task.
 *
 * Who submits a task gets a future: a place where its result will stand, or the
 * error that it ended with, as Python's ThreadPoolExecutor has it. The workers
 * are made once and take one task after the other. What becomes of the others
 * when one of them crashes?
 *
 * The same queue serves every model; what guards it and what a worker sleeps
 * on stands in the twins (pool_lock to pool_pause below).
 *
 * A worker may be killed between any two instructions, also with the lock in
 * its hand. So each change of the queue takes effect by one store, that of a
 * future's state, with all that belongs to it written before; what else is
 * kept (waiting, passed) follows from the states, and is counted anew from them
 * by the next who gets the lock (pool_repair). */
#ifndef POOL_H
#define POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What guards the queue and wakes its workers. */
enum pool_sync {
    POOL_SEM, /* a mutex, and a semaphore that counts what there is to do */
    POOL_COND /* a mutex and a condition variable; not in proc */
};

/* Where the task of --crash-task crashes. */
enum pool_crash_at {
    POOL_AT_WORK, /* in the middle of its work */
    POOL_AT_QUEUE /* its worker has the lock, and the queue is half changed */
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
    long attempts;  /* after so many deaths a task is given up */
    int expect;     /* 0: the loss may be the lesson; 1: exact */
    bool json;
};

enum pool_state {
    POOL_NEW,     /* not submitted yet */
    POOL_WAITING, /* in the queue */
    POOL_RUNNING, /* `worker` has taken it */
    POOL_DONE     /* it has a result, or an error: never changed again */
};

/* Guarded by the queue's lock, as all that follows. */
struct pool_future {
    atomic_int state; /* enum pool_state */
    int worker;       /* while it runs */
    int error;        /* of errno; 0: there is a result */
    uint64_t result;
    long deaths; /* workers that died of it; the starter alone counts them */
};

/* The queue: in the order of their submission, the futures that wait. Where it
 * lies is the twin's: a segment in proc, any memory in the others. */
struct pool_memory {
    long submitted; /* futures that are in use */
    long waiting;   /* how many of them wait */
    long passed;    /* so many of the first do not wait */
    bool closed;    /* no more will be submitted: go home when none waits */
    long repaired;  /* how often the lock was found with a dead owner */
    long twice;     /* tasks that were finished by one who did not have them */
    struct pool_future futures[];
};

/* The flight recorder. It lies in memory that the starter has in common with
 * whoever may crash, so that it can be read afterwards: when, and by whom. */
struct pool_trace {
    int worker;
    long started_ns, finished_ns; /* of the last attempt; 0: not yet */
};

struct pool_death {
    pid_t process;
    int worker, signal;
    long task; /* that it had in hand; 0: none */
    long ns;
};

enum { POOL_DEATHS = 1000 }; /* the last of so many is not replaced */

struct pool_record {
    long submitted_ns;  /* when the first task was submitted */
    long died, retried; /* the starter alone writes these three */
    struct pool_death deaths[POOL_DEATHS];
    struct pool_trace traces[]; /* by task, guarded by the lock */
};

/* What guards the queue, and what a worker sleeps on: each twin defines its
 * own. */
struct pool_guard;

/* The pool, as a twin placed it. */
struct pool {
    const struct pool_options *options;
    struct pool_record *record;
    struct pool_memory *memory;
    size_t bytes; /* of the memory */
    struct pool_guard *guard;
};

enum { POOL_LINES = 32, POOL_LINE_BYTES = 80 };

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

/* ---- For the twins. ---- */

/* Bytes of struct pool_memory with its futures. Ends the program with status 77
 * where they would not fit in the memory that is free. */
size_t pool_memory_bytes(const struct pool_options *options);

/* Starter: submit all tasks. Then: no more will come. */
void pool_submit(const struct pool *pool);
void pool_close(const struct pool *pool);

/* What worker `index` does, in every model: take a task, do it, settle its
 * future, until the pool is closed and no task waits. */
void pool_work(const struct pool *pool, int index);

/* Who has the lock, and was told that its last owner died with it: count anew
 * what follows from the states. */
void pool_repair(const struct pool *pool);

/* Starter: this worker is dead. Its task waits again, or after too many deaths
 * has an error for a result. The death that was ordered (--crash-task) is told
 * in the result only, any other on stderr, too. False if it is not to be
 * replaced, since too many have died: said, too. */
bool pool_bury(const struct pool *pool, int worker, pid_t process, int signal);

/* Read the outcome, in the starter, after the last worker is gone. */
void pool_collect(const struct pool *pool, struct pool_result *result);

/* The end of the task's hash chain. */
uint64_t pool_chain(long task, long rounds);

/* ---- What each twin defines. ---- */

/* Have the queue's lock, and let it go. */
void pool_lock(const struct pool *pool);
void pool_unlock(const struct pool *pool);

/* Worker: sleep until there may be a task to take, or the pool may be closed;
 * have the lock then. It may be for nothing: another was faster. */
void pool_await(const struct pool *pool);

/* Starter: that many more can be woken. The lock is not held. */
void pool_wake(const struct pool *pool, long count);

/* Worker: let the others run for so long. */
void pool_pause(long ns);

/* Is the whole pool one process, so that it can only die as a whole? */
extern const bool pool_is_one_process;

/* Run the experiment. 0, or the status to exit with after a message on stderr.
 */
int pool_run(const struct pool_options *options, struct pool_record *record,
    struct pool_result *result);

/* The primitive that is idiomatic in this model, as a word of --sync. */
extern const char pool_default_sync[];

#endif
