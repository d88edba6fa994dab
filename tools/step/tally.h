/* How many schedules end in which way. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum end {
    END_HELD,    /* the program kept its invariant */
    END_BROKEN,  /* it did not */
    END_CRASHED, /* a worker was killed by a signal */
    END_RACED,   /* two workers race (race.h) */
    END_STUCK,   /* no worker can go on, or one goes on for ever */
    END_UNSURE,  /* the same, except for a task that is not controlled */
    ENDS
};

struct tally {
    uint64_t schedules[ENDS]; /* by their end; UINT64_MAX: that many, or more */
    uint64_t wanted;          /* those with a wanted end */
    int least;   /* preemptions to a wanted end; -1: there is none */
    int first;   /* the turn that comes first on the way there */
    bool cyclic; /* a schedule came back to a state on its way */
};

/* All schedules, and those that fail, for any reason. */
uint64_t tally_all(const struct tally *tally);
uint64_t tally_bad(const struct tally *tally);

/* Add those that begin with that turn: the rest is the tally of what follows,
 * the cost 1 if the turn is a preemption. */
void tally_add(
    struct tally *tally, const struct tally *rest, int turn, int cost);
