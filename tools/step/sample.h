/* Schedules drawn at random, when there are too many to try them all.
 *
 *     pct   each worker has a priority, and the highest that can runs; at d - 1
 *           points, drawn among the steps, the one that runs falls behind all
 *           (Burckhardt and others 2010). Of n workers and k steps, one run
 *           finds a bug of depth d with a chance of at least 1/(n k^(d-1)).
 *     pos   each step that comes next has a priority, drawn anew when a step is
 *           made that it meets (Yuan, Yang and Gu 2018)
 *     surw  each worker comes next with a chance as large as the share of the
 *           steps that it has still to make (Zhao and others 2025); those that
 *           run the same function share one worker's chance, so that one reader
 *           among a hundred writers has its turn
 *
 * Finding nothing proves nothing. */
#pragma once

#include "search.h"

enum { MAX_DEPTH = 8 };

enum sampler { SAMPLER_PCT, SAMPLER_POS, SAMPLER_SURW };

struct sample {
    enum sampler by;
    int depth;         /* of pct */
    uint64_t seed;     /* of the draws still to come */
    long wanted;       /* how many; 0: no end, and by pct and surw in turn, */
    long until_worked; /* up to that work (limit.h); 0: up to the limit */

    long tried;
    int longest; /* steps of the longest schedule seen; and of each worker */
    int most[MAX_WORKERS];
    int alike[MAX_WORKERS]; /* how many run the same function */
    struct found found;
};

/* Draw them in the search's model, until one fails or all are drawn. False if
 * the machine is stale: then begin again. */
bool sample_run(struct sample *sample, struct search *search);

/* The largest probability that pct has missed a bug of that depth, if no
 * schedule is longer than the longest seen. */
double sample_missed(const struct sample *sample, const struct model *model);
