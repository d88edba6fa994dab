/* How far a search has got: a line on stderr.
 *
 * The schedules are the leaves of a tree, and a state's share is divided
 * equally among its choices. When a schedule ends, or reaches a state searched
 * before, its share is done. The schedules so far, divided by their share,
 * estimate the total (Knuth 1975; along a search: Kilby, Slaney, Thiebaux and
 * Walsh 2006). It is only an estimate, since nobody knows yet how large the
 * other choices are. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct progress {
    double share;     /* of the tree below the state that comes next */
    double done;      /* the shares that are done: 0 to 1 */
    double schedules; /* in these */
    long begin_ns;
};

/* Report even if stderr is no terminal: then each report is a line of its own.
 */
void progress_always(void);

/* A tree begins. */
void progress_begin(struct progress *progress);

/* The current share is done, with that many schedules. */
void progress_leaf(struct progress *progress, uint64_t schedules);

/* Estimated schedules of the tree; 0: too little is done. */
double progress_estimate(const struct progress *progress);

/* Report, if a second has passed since the last time. The bound is on
 * preemptions; -1: none. */
void progress_show(
    const struct progress *progress, int preemptions, int states);

/* Erase it, before anything else is written. */
void progress_clear(void);
