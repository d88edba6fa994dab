/* The counter race: is every update of a shared counter kept?
 *
 * N workers each add 1 to the same counter, many times. An update is three
 * steps: read the value, add one, write it back. If two workers read the same
 * value, both write the same successor, and one update is lost. With a gap
 * between read and write, in which all others read as well, that happens in
 * every run. */
#pragma once

#include "kit/diary.h"
#include "kit/gate.h"
#include "kit/lines.h"
#include "kit/lock_futex.h"
#include "kit/lock_mcs.h"
#include "kit/lock_robust.h"
#include "kit/lock_spin.h"
#include "kit/lock_ticket.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { COUNTER_MAX_WORKERS = 1024 };

/* What guards an update. All of them exist in every model, but for those from
 * COUNTER_FUTEX on, which sleep in the kernel: a coroutine that did would stop
 * all others. */
enum counter_sync {
    COUNTER_NONE,   /* nothing: read, then write; loses updates */
    COUNTER_PLAIN,  /* nothing, the naive value++; undefined behaviour */
    COUNTER_ATOMIC, /* one indivisible read-modify-write */
    COUNTER_SEM,    /* a semaphore of 1: proc named, thread unnamed */
    COUNTER_MUTEX,  /* a mutex: process-shared in proc */
    COUNTER_SPIN,   /* a spinlock, whose waiters yield */
    COUNTER_TICKET, /* a spinlock with a queue: first come, first served */
    COUNTER_MCS,    /* the same, and each waits on a word of its own */
    COUNTER_LOCAL,  /* each worker counts privately, and adds once at the end */
    COUNTER_FUTEX,  /* a mutex of our own: one word, and a futex to sleep on */
    COUNTER_ROBUST, /* a mutex that outlives its owner */
    COUNTER_RWLOCK  /* readers and writers; an update has only writers */
};

enum counter_memory {
    COUNTER_SHARED, /* the counter is in memory that the workers share */
    COUNTER_PRIVATE /* it is an ordinary global variable */
};

struct counter_options {
    long workers;
    long iterations;  /* of each worker; 0: as many as the gap suggests */
    int sync;         /* enum counter_sync */
    int memory;       /* enum counter_memory */
    long yield_every; /* updates; 0: never */
    long gap_ms;      /* between read and write; 0: none */
    bool pin, witness, json;
    int expect; /* 0: a loss may be expected; 1: exact */
};

/* --witness: one update, as the worker saw it. */
struct counter_update {
    long read, wrote;
};

/* The guard, where it is not in the twin: --sync says which it is. */
union counter_guard {
    atomic_flag spin;
    atomic_int futex; /* enum futex_lock_state */
    struct ticket_lock ticket;
    struct mcs_lock mcs;
    pthread_mutex_t robust;
    pthread_rwlock_t rwlock;
};

/* What the workers share. The twin places it: in proc in a segment of shared
 * memory, in thread and coro it is an ordinary variable. */
struct counter {
    const struct counter_options *options;
    struct gate gate;
    struct diary diary;         /* --gap-ms */
    struct counter_update *log; /* --witness: worker by worker; or NULL */
    atomic_long *value;         /* the counter: the one below, or a global */
    long worker_saw; /* the counter as last read by worker 0, which alone writes
                        this */
    struct mcs_node *nodes; /* --sync=mcs: one for each worker */
    _Alignas(APART) union counter_guard guard;
    _Alignas(APART) atomic_long shared_value;
};

/* One update by one worker, and what comes between its read and its write. It
 * is passed in two registers, so that an update is three instructions. */
struct counter_turn {
    atomic_long *value; /* the counter */
    int worker;
    enum { COUNTER_NOTHING, COUNTER_YIELD, COUNTER_GAP } between;
};

/* Two updates that were built on the same value: one of them is lost. */
struct counter_place {
    long worker, iteration;
};

struct counter_witness {
    long value;
    struct counter_place *first, *second;
};

struct counter_result {
    long expected, actual, lost; /* updates */
    long elapsed_ns; /* from the first worker's start to the last one's end */
    const void *address; /* of the counter, as seen by the workers */
    long copies;         /* how many counters there were at that address */
    long worker_saw;     /* what worker 0 read there at its end */
    bool ok;             /* lost is 0 */
    struct counter_witness *witness; /* NULL: none, or not asked for */
    const char *const *log;          /* --gap-ms: the log */
    char note[512];

    struct counter_witness found;
    struct counter_place first, second;
};

/* counter_read followed by a yield or a gap (shared/counter/between.c). */
long counter_read_and_wait(struct counter_turn turn);

/* An update is counter_write(turn, counter_read(turn) + 1). Both accesses are
 * relaxed atomics, which makes the race of --sync=none defined: each is
 * indivisible, but another worker may come between them. The empty asm takes
 * the value through a register: without it clang merges load and store into one
 * addq, which loses nothing on one core. The version with a wait has a load of
 * its own, so that this one has no branch in its middle. */
static inline long
counter_read(struct counter_turn turn)
{
    if (turn.between != COUNTER_NOTHING)
        return counter_read_and_wait(turn);
    long seen = atomic_load_explicit(turn.value, memory_order_relaxed);
    __asm__ volatile("" : "+r"(seen));
    return seen;
}

static inline void
counter_write(struct counter_turn turn, long value)
{
    atomic_store_explicit(turn.value, value, memory_order_relaxed);
}

/* Prepare zeroed memory, which the calls below then use. private_value: the
 * twin's ordinary global, for --memory=private. sharing: for the gate
 * (kit/gate.h). Ends the program with status 77 if the log of --witness does
 * not fit in the free memory. */
void counter_init(struct counter *memory, const struct counter_options *options,
    atomic_long *private_value, int sharing);

/* What worker `index` does, in every model: pass the gate, add, leave. */
void counter_work(int index);

/* Read the outcome, after the last worker has ended. */
void counter_collect(struct counter_result *result);

/* Find in the log the smallest value on which two updates were built, and its
 * first two updates in the order of the workers. False if there is none. */
bool counter_find_witness(const struct counter_update *log, long workers,
    long iterations, struct counter_witness *found);

/* ---- Each twin defines these. ---- */

/* The primitive that is idiomatic in this model, as a word of --sync. */
extern const char counter_default_sync[];

/* One update in a critical section, for --sync=mutex and --sync=sem. Returns
 * the value that was read. */
long counter_add_mutex(struct counter_turn turn);
long counter_add_sem(struct counter_turn turn);

/* --gap-ms: sleep until all workers are here. */
void counter_meet(void);

/* Run all workers. Ends the program where that cannot be done. */
void counter_run(const struct counter_options *options);
