/* How far a search has come: a line on stderr.
 *
 * The schedules are the leaves of a tree, and each choice has an equal share of
 * its state's. Where a schedule ends, or comes to a state that was searched
 * before, its share is done. So many schedules in so large a share make an
 * estimate of all (Knuth 1975; along a search: Kilby, Slaney, Thiebaux and
 * Walsh 2006): never more than that, since nobody knows yet how large the other
 * choices are. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct progress {
    double share;     /* of the tree below the state that comes next */
    double done;      /* the shares that are done: 0 to 1 */
    double schedules; /* in these */
    long begin_ns;
};

/* Also where stderr is no terminal: then each is a line of its own. */
void progress_always(void);

/* A tree begins. */
void progress_begin(struct progress *progress);

/* The share is done, with so many schedules. */
void progress_leaf(struct progress *progress, uint64_t schedules);

/* All schedules of the tree; 0: too little is done. */
double progress_estimate(const struct progress *progress);

/* Say it, if a second has gone by since the last time. The bound is on
 * preemptions; -1: there is none. */
void progress_show(
    const struct progress *progress, int preemptions, int states);

/* Erase it, before anything else is written. */
void progress_clear(void);
