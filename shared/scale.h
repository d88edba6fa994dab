/* What does the N-th worker cost: to create, in memory, and to switch among N?
 *
 * N workers are created one after the other, and each goes to sleep before the
 * next is made. When all are asleep, their memory is looked at. Then all are
 * woken at once, on one CPU, and yield to one another: with two or more of
 * them, each yield should be one context switch, and the kernel's count must
 * say so. */
#ifndef SCALE_H
#define SCALE_H

#include "kit/room.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct scale_options {
    long workers;
    long yields; /* of each worker; 0: as many as make some 50,000 in all */
    bool json;
};

enum scale_state {
    SCALE_ASLEEP, /* no worker may begin */
    SCALE_TURNS,  /* all of them: take turns, then go home */
    SCALE_GO_HOME /* the start has failed */
};

/* What the workers and the starter share; a segment in proc, any memory in
 * thread. */
struct scale_memory {
    atomic_int state;     /* enum scale_state; the sleepers' futex */
    sem_t arrived;        /* a post by each worker before it goes to sleep */
    long began_ns;        /* the newest worker's first look at the clock */
    atomic_long awake;    /* workers that woke up, 0 to workers */
    atomic_long yields;   /* tickets drawn, one for each yield */
    atomic_long first;    /* the ticket that starts the clock; 0 before */
    atomic_long end;      /* the first that is no yield; LONG_MAX before */
    atomic_long switches; /* the sum of the workers' own counts */
    long opened_ns;       /* when `first` was drawn */
    long closed_ns;       /* when `end` was drawn */
    long created_ns[];    /* by worker: from the call until it began */
};

/* Bytes; -1 where they are not known. */
struct scale_size {
    long kernel;  /* of the whole machine: kit/footprint.h */
    long user;    /* of the starter and its workers */
    long virtual; /* what their addresses span */
};

struct scale {
    const struct scale_options *options;
    struct scale_memory *memory;
    size_t bytes; /* of the memory */
};

struct scale_result {
    long reaped;
    double create_first_ns, create_last_ns; /* medians: scale_collect */
    double kernel_bytes_each, user_bytes_each, virt_bytes_each;
    long yields, switches;
    double switch_each_ns;
    char stack_guard[20];
    bool ok; /* all were reaped, and the switches are as claimed within 1 % */
    char note[256];
};

size_t scale_memory_bytes(const struct scale_options *options);

/* See that there is room for all (status 77 if not), stay on the first usable
 * CPU, prepare zeroed memory. */
void scale_init(struct scale *scale, const struct room_each *each);

/* What a worker does, in every model: say when it began, sleep, take turns, add
 * its share of the kernel's count. */
void scale_work(const struct scale *scale, long began_ns);

/* Starter: worker `index`, whose creation began at that time, is about to
 * sleep: note how long it took. */
void scale_arrived(const struct scale *scale, long index, long begin_ns);

/* Starter, after worker `index` was created: is memory too short for more? It
 * has said so. */
bool scale_is_short(long index);

/* Starter, after all have gone home. */
void scale_collect(const struct scale *scale, long reaped,
    const struct scale_size *before, const struct scale_size *after,
    struct scale_result *result);

/* ---- Each model defines these once. ---- */

/* Worker: here I am; then sleep until scale_wake. */
void scale_sleep(const struct scale *scale);

/* Starter: wake all sleepers, for SCALE_TURNS or SCALE_GO_HOME. */
void scale_wake(const struct scale *scale, enum scale_state state);

/* Worker: let the others run first. */
void scale_yield(void);

/* How often the caller has given up the CPU, as whoever switches counts it: the
 * kernel, voluntary and involuntary, or our own scheduler. */
long scale_switches(void);
extern const char scale_counter[]; /* "the kernel" */

/* What keeps a worker's stack from growing into something else, in a word or
 * two; asked when all were created. */
const char *scale_guard(void);

/* 0, or the status to exit with. */
int scale_run(const struct scale_options *options, struct scale_result *result);

#endif
