/* What does one hand-over between two workers cost?
 *
 * Two workers take turns: one hands over and sleeps, the other wakes, hands
 * back and sleeps. On one core each hand-over is one context switch. On two
 * cores the kernel wakes the partner on an idle CPU: a different question with
 * a different figure.
 *
 * Both live through all batches of a probe. Worker 0 reads the requests; worker
 * 1 sleeps until it is woken for a batch, whatever the way to hand over, so
 * that waiting for a request takes no CPU time. A batch is: some turns untimed,
 * the turns that are timed and counted, and one untimed. A run without --probe
 * is one batch.
 *
 * In a bare batch worker 0 hands over to itself: the same calls, but no context
 * switch. With working sets, it walks both in turn, so that the caches have to
 * hold as much as with two workers: the difference is what the switch itself
 * adds.
 *
 * The memory of the sets is allocated before the workers start, and touched by
 * the worker that walks it, in the untimed turns: so each process gets private
 * pages of its own. */
#ifndef SWITCH_H
#define SWITCH_H

#include "kit/baton.h"
#include "kit/gate.h"
#include "kit/inject.h"
#include "kit/walk.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { SWITCH_WORKERS = 2 };

struct switch_options {
    long count;             /* measured one-way hand-overs */
    int how;                /* enum baton_way */
    long cores;             /* 1 or 2: both on one CPU, or each on its own */
    bool private;           /* futexes that only one process can use */
    bool own_files;         /* each with a file table of its own */
    long working_set_bytes; /* walked in each turn before handing over */
    int walk;               /* enum walk_step */
    bool common;            /* both walk the same memory, not one set each */
    long inject_ns;         /* added to each measured hand-over: a spin */
    bool inject_syscall;    /* and a system call */
    bool json, probe;
};

/* What the workers share: a segment in proc, ordinary memory in thread. The
 * common set of --common follows it. */
struct switch_memory {
    struct gate gate;

    /* The next batch: worker 0 writes before it wakes worker 1, which reads
     * after it has woken up. */
    long turns; /* 0: no more batches */
    struct inject added;

    /* The last batch. */
    long elapsed_ns;              /* by worker 0, by its own clock */
    long switches;                /* by worker 0: of both */
    atomic_long partner_switches; /* by worker 1: its own */

    struct baton_memory baton;
};

struct switch_pair {
    const struct switch_options *options;
    struct baton baton;
    struct switch_memory *memory;
    int cpus[SWITCH_WORKERS];
    struct walk sets[SWITCH_WORKERS];
};

struct switch_result {
    long elapsed_ns;
    long switches; /* by the kernel's count, voluntary and involuntary */
    double each_ns;
    bool ok;
    char note[256];
};

/* How much memory the workers share, the common set included. */
size_t switch_bytes(const struct switch_options *options);

/* Before the start; memory is zeroed and has switch_bytes. Chooses the CPUs,
 * prepares the gate (sharing: kit/gate.h) and the sets. */
void switch_init(struct switch_pair *pair, const struct switch_options *options,
    struct switch_memory *memory, int sharing);

/* What worker `index` does, in every model: get ready, pass the gate, serve
 * batches. A request that is wrong ends the program. */
void switch_work(const struct switch_pair *pair, int index);

/* Read the outcome, after both workers have ended. */
void switch_collect(
    const struct switch_pair *pair, struct switch_result *result);

/* ---- Each twin defines these. ---- */

/* Worker 1 sleeps between batches; worker 0 wakes it for one. */
void switch_sleep(void);
void switch_wake(void);

/* Run both workers. Ends the program where that cannot be done. */
void switch_run(
    const struct switch_options *options, struct switch_result *result);

#endif
