/* What does the N-th worker cost: to create, in memory, and in context switches
 * among N?
 *
 * N workers are created one after the other, and each goes to sleep before the
 * next is made. When all are asleep, their memory is measured. Then all are
 * woken at once, on one CPU, and yield to one another: with two or more of
 * them, each yield should be one context switch, and the kernel's count must
 * confirm it. */
#pragma once

#include "kit/room.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct scale_options {
    long workers;
    long yields; /* of each worker; 0: as many as make some 50,000 in all */
    long max_ms; /* fewer, once they have taken this long; 0: however long */
    bool json;
};

enum scale_state {
    SCALE_ASLEEP, /* no worker may begin */
    SCALE_TURNS   /* all take turns, then return */
};

/* From this many workers on, the kernel's memory is a figure. */
enum { SCALE_MEANINGFUL = 100 };

/* What the workers and the parent, or main thread, share: a segment in proc,
 * ordinary memory in thread. */
struct scale_memory {
    atomic_int state;   /* enum scale_state; the sleepers' futex */
    atomic_int arrived; /* workers about to sleep, 0 to workers; a futex too */
    long began_ns;      /* when the newest worker first read the clock */
    atomic_long awake;  /* workers that woke up, 0 to workers */
    atomic_long yields; /* tickets drawn, one per yield */
    atomic_long first;  /* the ticket that starts the clock; LONG_MAX before */
    atomic_long end;    /* the first beyond the last yield; LONG_MAX before */
    atomic_long switches;  /* the sum of the workers' own counts */
    atomic_long opened_ns; /* when `first` was drawn; 0 before */
    atomic_long closed_ns; /* when `end` was drawn */
    long created_ns[];     /* by worker: from the call until it began */
};

/* Bytes; -1 where they are not known. */
struct scale_size {
    long kernel;  /* of the whole machine: kit/footprint.h */
    long user;    /* of all processes in the run */
    long virtual; /* their virtual memory */
};

struct scale {
    const struct scale_options *options;
    struct scale_memory *memory;
    struct scale_size before, after; /* without workers, and with all asleep */
};

struct scale_result {
    long reaped;
    double create_first_ns, create_last_ns; /* medians: scale_collect */
    double kernel_bytes_each, user_bytes_each, virt_bytes_each;
    long yields, switches;
    double switch_each_ns;
    char stack_guard[20];
    bool ok; /* all were reaped; the switches are as many as said, to 1 % */
    char note[256];
};

/* Check that there is room for all (status 77 if not), pin to the first usable
 * CPU, prepare zeroed memory of `place`. */
void scale_init(struct scale *scale, const struct scale_options *options,
    void *(*place)(size_t bytes), const struct room_each *each);

/* The size of this process and of those other ones. Of very many, a sample of
 * one or two thousand is measured: asking the kernel about one takes as long as
 * creating it. */
struct scale_size scale_size(const pid_t *others, int count);

/* What a worker does, in every model: note when it began, sleep, take turns,
 * add its share of the switches. */
void scale_work(const struct scale *scale, long began_ns);

/* Worker `index`, whose creation began at that time, is about to sleep: record
 * how long that took. */
void scale_arrived(const struct scale *scale, long index, long begin_ns);

/* Worker `index` was created: is there too little memory for more? If so, a
 * message was printed. */
bool scale_is_short(long index);

/* After all have returned. */
void scale_collect(
    const struct scale *scale, long reaped, struct scale_result *result);

/* ---- Each twin defines these. ---- */

/* A worker has arrived; it sleeps until scale_wake. */
void scale_sleep(void);

/* Wake all sleepers, for SCALE_TURNS. */
void scale_wake(void);

/* Run the experiment. Ends the program where that cannot be done. */
void scale_run(
    const struct scale_options *options, struct scale_result *result);
