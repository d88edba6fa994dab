/* The counter race: does every update of a shared counter arrive?
 *
 * N workers each add 1 to the same counter, many times. An update is three
 * steps: read the value, add one, write it back. Where two workers read the
 * same value, both write the same successor, and one update is lost. With a gap
 * between read and write, in which all others read, too, that is so in every
 * run. */
#ifndef COUNTER_H
#define COUNTER_H

#include "kit/diary.h"
#include "kit/gate.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* What guards an update. All of them exist in every model. */
enum counter_sync {
    COUNTER_NONE,   /* nothing: read, then write; loses updates */
    COUNTER_PLAIN,  /* nothing, as one would write it: value++; undefined */
    COUNTER_ATOMIC, /* one indivisible read-modify-write */
    COUNTER_SEM,    /* a semaphore of 1: proc named, thread unnamed */
    COUNTER_MUTEX,  /* a mutex: process-shared in proc */
    COUNTER_SPIN,   /* a spin lock, whose waiters yield */
    COUNTER_LOCAL   /* each worker counts alone, and adds once at the end */
};

enum counter_memory_kind {
    COUNTER_SHARED, /* the counter lies in memory that the workers share */
    COUNTER_PRIVATE /* it is an ordinary global variable */
};

struct counter_options {
    long workers;
    long iterations;  /* of each worker; 0: as many as the gap suggests */
    int sync;         /* enum counter_sync */
    int memory;       /* enum counter_memory_kind */
    long yield_every; /* updates; 0: never */
    long gap_ms;      /* between read and write; 0: none */
    bool pin, witness, json;
    int expect; /* 0: the loss may be the lesson; 1: exact */
};

/* --witness: one update, as the worker saw it. */
struct counter_update {
    long read, wrote;
};

/* What the workers share. In proc it is a shared-memory segment, in thread any
 * memory will do. */
struct counter_memory {
    struct gate gate;
    atomic_flag spin;
    long worker_saw; /* worker 0's last look at the counter; it alone writes */
    char line_before[64]; /* the counter has a cache line of its own */
    atomic_long value;
    char line_after[64];
    struct diary diary;          /* --gap-ms */
    struct counter_update log[]; /* --witness: worker by worker */
};

/* The semaphore and the mutex of --sync, and the barrier of --gap-ms, of the
 * twin's own kind, in a place that all its workers can reach. */
struct guard;

/* One counter with what guards it, as a twin placed them. */
struct counter {
    const struct counter_options *options;
    struct counter_memory *memory;
    size_t bytes;       /* of the memory */
    atomic_long *value; /* in the memory, or the ordinary global */
    struct guard *guard;
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
    long elapsed_ns;             /* first worker off to last worker done */
    const void *address;         /* of the counter, as the workers see it */
    long copies;                 /* how many counters there were at that address
                                  */
    long worker_saw;             /* what worker 0 read there at its end */
    bool ok;                     /* lost is 0 */
    struct counter_witness *witness; /* NULL: none, or not asked for */
    const char *const *log;          /* --gap-ms: what was done when */
    char note[512];

    struct counter_witness found;
    struct counter_place first, second;
};

/* Bytes of struct counter_memory with its log. Ends the program with status 77
 * where the log would not fit in the memory that is free. */
size_t counter_memory_bytes(const struct counter_options *options);

/* Prepare zeroed memory. sharing: for the gate (kit/gate.h). */
void counter_memory_init(struct counter_memory *memory,
    const struct counter_options *options, int sharing);

/* What worker `index` does, in every model: pass the gate, add, leave. */
void counter_work(const struct counter *counter, int index);

/* Read the outcome, in the starter, after the last worker is done. copies: how
 * many counters there were. */
void counter_collect(
    const struct counter *counter, long copies, struct counter_result *result);

/* Find in the log the smallest value on which two updates were built, and its
 * first two updates in the order of the workers. False if there is none. */
bool counter_find_witness(const struct counter_update *log, long workers,
    long iterations, struct counter_witness *found);

/* ---- Each model defines these once. ---- */

/* --sync=sem and mutex: have the guard, and sleep while another worker has it;
 * and give it back. */
void counter_lock(const struct counter *counter);
void counter_unlock(const struct counter *counter);

/* Let other workers run first. */
void counter_yield(void);

/* --gap-ms: sleep until all workers are here; and for that long, while the
 * others go on. */
void counter_meet(const struct counter *counter);
void counter_sleep_ns(long ns);

/* Run the experiment. 0, or the status to exit with after a message on stderr.
 */
int counter_run(
    const struct counter_options *options, struct counter_result *result);

/* The primitive that is idiomatic in this model, as a word of --sync. */
extern const char counter_default_sync[];

/* What a worker is called: "Thread". */
extern const char counter_worker_noun[];

/* Can a worker lose the CPU anywhere, and not only where it yields or sleeps?
 */
extern const bool counter_is_preemptive;

#endif
