/* What does one hand-over between two workers cost?
 *
 * Two workers take turns: one hands over and sleeps, the other wakes, hands
 * back and sleeps. On one core each hand-over is one context switch. On two
 * cores the kernel wakes the partner on an idle CPU: another question, another
 * figure.
 *
 * `bare` is one worker that hands over to itself: the same calls, but nobody
 * is switched to. */
#ifndef SWITCH_H
#define SWITCH_H

#include "kit/gate.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum switch_how {
    SWITCH_PIPE, /* write a byte, read a byte */
    SWITCH_SEM,  /* sem_post, sem_wait */
    SWITCH_YIELD /* set whose turn it is; sched_yield until it is ours */
};

struct switch_options {
    long count; /* one-way hand-overs that are measured */
    int how;    /* enum switch_how */
    long cores; /* 1 or 2: both workers on one CPU, or each on its own */
    bool json, probe, bare;
};

/* What the workers share; a segment in proc, any memory in thread. */
struct switch_memory {
    struct gate gate;
    long elapsed_ns;      /* as worker 0 saw it; it alone writes */
    atomic_long switches; /* the sum of the workers' own counts */
    char line_before[64]; /* the turn has a cache line of its own */
    atomic_int turn;      /* 0 or 1: whose turn it is; for SWITCH_YIELD */
    char line_after[64];
};

/* By which a worker is handed to: worker 0 waits at [0], worker 1 at [1]. */
struct switch_pair {
    const struct switch_options *options;
    struct switch_memory *memory;
    int cpus[2];
    int pipes[2][2]; /* read end, write end */
    sem_t *sems[2];
};

struct switch_result {
    long elapsed_ns;
    long switches; /* by the kernel's count, voluntary and involuntary */
    double each_ns;
    bool ok;
    char note[256];
};

/* How many workers: 2, or 1 when bare. */
int switch_workers(const struct switch_options *options);

/* Choose the CPUs, open the pipes, prepare zeroed memory.
 * PTHREAD_PROCESS_SHARED or _PRIVATE. */
void switch_init(struct switch_pair *pair, int process_shared);
void switch_close(const struct switch_pair *pair);

/* What worker `index` does, in every model: pin itself, pass the gate, warm
 * up, take turns, add its share of the kernel's count. */
void switch_work(const struct switch_pair *pair, int index);

/* Each model defines it once. 0, or the status to exit with. */
int switch_run(
    const struct switch_options *options, struct switch_result *result);

#endif
