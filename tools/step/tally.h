/* How many schedules end in which way. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum end {
    END_HELD,    /* the program kept its invariant */
    END_BROKEN,  /* it did not */
    END_CRASHED, /* a worker was killed by a signal */
    END_STUCK,   /* nobody can go on, or somebody goes on without end */
    END_UNSURE,  /* the same, but for a task that is not led */
    ENDS
};

struct tally {
    uint64_t schedules[ENDS]; /* by their end; UINT64_MAX: so many, or more */
    uint64_t wanted;          /* those with an end that is wanted */
    int least;   /* preemptions to an end that is wanted; -1: there is none */
    int first;   /* the turn that comes first on the way there */
    bool cyclic; /* a schedule came back to a state on its way */
};

/* Of all schedules, and of those that fail, by whatever. */
uint64_t tally_all(const struct tally *tally);
uint64_t tally_bad(const struct tally *tally);

/* Add those that begin with that turn: the rest is the tally of what follows,
 * the cost 1 if the turn is a preemption. */
void tally_add(
    struct tally *tally, const struct tally *rest, int turn, int cost);
