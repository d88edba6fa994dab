/* What the parts of this tool share. A *series* is one way to do a thing in one
 * model ("fork"); an *operation* is a set of series that are measured together
 * ("create"); a *comparison* sets one series against another; a *host* is a
 * program that answers for one series, or for several. */
#pragma once

#include "measure/probes.h"
#include "measure/statistics.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
    MAX_HOSTS = 128,
    MAX_OPERATIONS = 64,
    MAX_SERIES = 16, /* of one operation */
    MAX_COMPARISONS = 192,
    MAX_ROUNDS = 8, /* of one launch */
    MAX_WORDS = 12, /* arguments of a host */
    WORD_BYTES = 40,
    REASON_BYTES = 240
};

struct timing_options {
    const char *how;         /* which ways: a list, or NULL for the usual */
    int cores;               /* 0: one and two; else 1 or 2 */
    const char *cpus;        /* a list, or NULL: all that are allowed */
    bool anatomy, explain;   /* create, switch */
    const char *memory;      /* sizes, or NULL */
    const char *working_set; /* sizes, or NULL */
    long inject_ns;          /* 0: nothing */
    bool inject_syscall;
    double precision;   /* percent, half the width of a ratio's interval */
    double max_seconds; /* for the whole command */
    long seed;
    const char *plot, *csv; /* the files to write, or NULL */
    bool json;
};

static const struct figure no_figure = {NAN, NAN, NAN};

struct host {
    char program[32]; /* "proc/switch" */
    char words[MAX_WORDS][WORD_BYTES];
    size_t count;       /* of words */
    bool missing;       /* it is not there to be run */
    bool answered;      /* in this launch, at least once */
    struct probe probe; /* of this launch */
};

struct series {
    const struct operation *operation; /* the one that it belongs to */
    const char *model;                 /* "proc", "thread", "coro" */
    const char *label; /* the row's name: the model's, or that of a way */
    const char *way;   /* named in each request; "" for none */
    const char *text;  /* what it does, as a row's name; or NULL */
    struct host *host;

    long batch, bare; /* how many to ask for at a time; 0: not calibrated */

    /* Launches by rounds, in ns per unit: as they were, and less the bare
     * calls of the same round. A launch counts when it is whole. */
    double *raw, *net;
    size_t launches;
    size_t taken;                 /* rounds in the present launch */
    double fastest, fastest_bare; /* ns per unit, of single answers */
    long claimed, counted;        /* units asked for; units that were seen */
    long bare_counted;            /* switches in the bare calls: nobody's */

    char reason[REASON_BYTES]; /* why it is refused; "" while it is not */
    bool broken; /* because its probe died, hung, or failed at its work */

    struct figure raw_ns, net_ns; /* medians */
    double floor_ns;              /* the fastest answer */
    size_t outliers;              /* rounds far from all others; they count */
};

struct operation {
    char name[64]; /* "switch/pipe/one-core" */
    bool switches; /* counted are switches, not workers reaped */
    int cores;
    size_t base; /* the series that the others are compared with */
    struct series series[MAX_SERIES];
    size_t count;
};

/* Of two series of one operation, or of two that took the same launches. */
struct comparison {
    const struct operation *operation;
    const struct series *of, *to;
    const char *text;    /* its meaning, as a row's name; or NULL */
    bool targets;        /* its ratio should be known to the precision */
    struct figure ratio; /* of the raw costs, round by round */
    double width; /* half its interval in percent, but for the drift's part */
    struct figure difference;  /* of the raw costs, in ns */
    bool phases;               /* statistics_has_phases, of the ratio */
    char reason[REASON_BYTES]; /* why there is none, or "" */
};

struct timing {
    struct timing_options options;
    const struct experiment *experiments[2]; /* up to a NULL, or two */

    struct host hosts[MAX_HOSTS];
    size_t host_count;
    struct operation operations[MAX_OPERATIONS];
    size_t count;
    struct comparison comparisons[MAX_COMPARISONS];
    size_t comparison_count;

    struct random random;  /* for the order of asking */
    long begin_ns, end_ns; /* of the time that we may take */
    long startup_ns; /* what the probes need before they can answer at all */
    size_t launches, rounds; /* whole launches; rounds in each */
    double widest;           /* half the widest ratio's interval, in percent */
    bool reached;            /* that is within the precision */
    int signal;              /* we are asked to stop, or 0 */
};

/* One thing to find out: what to measure for it, and how to tell the outcome
 * beyond the table of costs. */
struct experiment {
    const char *name;
    bool tells_all; /* print() stands for the table of costs as well */
    bool has_facts; /* print() has something to say without any figure, too */
    void (*list)(struct timing *timing);
    void (*print)(FILE *out, const struct timing *timing); /* NULL: nothing */
    void (*plot)(FILE *out, const struct timing *timing);  /* NULL: costs */
    void (*json)(FILE *out, const struct timing *timing);  /* "name": …, */
    void (*csv)(FILE *out, const struct timing *timing);   /* by csv_row */
};

extern const struct experiment create_experiment, anatomy_experiment,
    memory_experiment, switch_experiment, explain_experiment,
    working_set_experiment, claims_experiment;

/* One thing that can be asked: the first word of the command line. */
struct subcommand {
    const char *name; /* NULL: none was given */
    const char *help; /* in a line */
    const struct option_page *page;
    /* The program from here on, under the name argv[0] ("timing scale").
     * Returns the exit status. */
    int (*run)(const struct subcommand *self, int argc, char **argv);
};

/* The ways to hand over that the switch twins know, up to a NULL. */
extern const char *const switch_hows[];

/* The operation's series: each model that can hand over so, with more options
 * of its twin; and their comparisons. */
void switch_series(struct timing *timing, struct operation *operation,
    const char *how, int cores, const char *more);

#define TIMING_BASE_MODEL "thread" /* what the ratios are to */

/* Mark this series as without a figure; the first reason given is kept. */
void refuse(struct series *series, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Walk through all series, operation by operation: from *series to the next,
 * from NULL to the first. False after the last. (As with strchr, a const goes
 * in and none comes out.) */
bool series_next(const struct timing *timing, struct series **series);

/* Is it still to be measured? */
static inline bool
is_live(const struct series *series)
{
    return series->reason[0] == '\0';
}

static inline bool
has_samples(const struct series *series)
{
    return is_live(series) && series->launches > 0;
}
