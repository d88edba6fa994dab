/* What the parts of this tool share: the operations that are measured, each in
 * several models, and all that is known about each. */
#ifndef TIMING_H
#define TIMING_H

#include "probes.h"
#include "statistics.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    MAX_OPERATIONS = 16,
    MAX_SERIES = 8,
    MAX_ROUNDS = 6, /* of one launch */
    REASON_BYTES = 240
};

struct timing_options {
    int how; /* 0: all; else one more than its place in operations.c's list */
    double precision;   /* percent, half the width of a ratio's interval */
    double max_seconds; /* for the whole command */
    long seed;
    bool json;
};

/* What is said about a series. NaN: not known. */
struct figures {
    double median, low, high; /* net ns */
    double floor;             /* fastest batch less fastest bare calls */
    double raw;
    double ratio, ratio_low, ratio_high;
    char no_ratio[REASON_BYTES]; /* why there is no ratio, or "" */
};

/* One operation in one model. */
struct series {
    const char *model;
    char program[32]; /* "proc/switch" */

    struct probe probe; /* of this launch */
    long batch, bare;   /* how many to ask for at a time; 0: not calibrated */

    /* Launches by rounds, in ns per unit. A launch counts when it is whole. */
    double *net, *raw;
    size_t launches;
    size_t taken;                 /* rounds in the present launch */
    double fastest, fastest_bare; /* ns per unit, of single answers */
    long claimed, counted; /* units asked for; units that the kernel saw */

    char reason[REASON_BYTES]; /* why it is refused; "" while it is not */
    bool broken; /* because its probe died, hung, or failed at its work */
    struct figures figures;
};

struct operation {
    char name[40];        /* "switch/pipe/one-core" */
    const char *scenario; /* the program's name */
    const char *arguments[4];
    bool switches; /* counted are context switches, not workers reaped */
    int cores;
    struct series series[MAX_SERIES]; /* by model */
    size_t count;
};

struct timing {
    struct timing_options options;
    struct operation operations[MAX_OPERATIONS];
    size_t count;

    struct random random;    /* for the order of asking */
    long begin_ns, end_ns;   /* of the time that we may take */
    long batch_ns;           /* how long an answer should take */
    size_t launches, rounds; /* whole launches; rounds in each */
    double widest;           /* half the widest ratio's interval, in percent */
    bool reached;            /* that is within the precision */
    int signal;              /* we are asked to stop, or 0 */
};

#define TIMING_BASE_MODEL "thread" /* what the ratios are to */

/* Say for good that this series gives no figure; the first reason stands. */
void refuse(struct series *series, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Is it still to be measured? */
static inline bool
is_live(const struct series *series)
{
    return series->reason[0] == '\0';
}

#endif
