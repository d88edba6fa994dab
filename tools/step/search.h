/* Every schedule within the bound on preemptions, and how each ends.
 *
 * A schedule is the order of the workers' steps. Switching away from a worker
 * that could go on is a preemption (Musuvathi and Qadeer 2007); from one that
 * sleeps, waits or has ended, it is not. Equal states are searched once, with
 * the same worker last and the same preemptions left: what follows is the same,
 * so it is counted and not repeated. Nothing within the bound is left out, and
 * the counts are those of all schedules.
 *
 * The bounds are searched one after the other, 0, 1, 2 and so on: the first
 * schedule found has the fewest preemptions, and whenever the search has to
 * stop, all schedules up to some bound have been seen. */
#pragma once

#include "graph.h"
#include "progress.h"
#include "tally.h"

enum { ALL_PREEMPTIONS = 1000, MAX_STEPS = 10000 };

/* How a complete schedule ended. */
struct ending {
    enum end end;
    int status;     /* of the program, as of waitpid; 0 if it has not ended */
    uint64_t place; /* where it was when a signal killed it; 0: not known */
    int outcome;    /* its number (outcomes.h); -1: not looked at */
    bool breaks;    /* the invariant does not hold in it */
    bool has_value;
    long value; /* the final value that is watched */
};

/* A schedule with a wanted end. */
struct found {
    bool is_there;
    struct ending ending;
    int preemptions;
    int steps;
    uint16_t schedule[MAX_STEPS]; /* turns */
};

/* Is this one of the ends that are wanted? */
struct search;
typedef bool wanted_end(
    const struct search *search, const struct ending *ending);

struct search {
    struct model model;
    int bound;       /* asked for: preemptions, or ALL_PREEMPTIONS */
    int preemptions; /* the bound of the current search */
    int complete; /* the largest bound whose schedules were all seen; or -1 */
    struct found found; /* with the fewest preemptions */

    /* Judge the end of a schedule; called once for each final state. */
    struct ending (*judge)(struct search *search, const struct state *state,
        const uint16_t *schedule, int steps);
    void *judge_data;

    /* A state in which this does not hold is an end; NULL: no state is. */
    const struct expression *always;

    wanted_end *wanted; /* for tally.least */
    long wanted_value;
    bool eases; /* when one is found, the rest is not worth much time */

    /* Called now and then, between two steps. False: the machine is stale. */
    bool (*pause)(struct search *search);

    bool reduces; /* reduce.h: asked for, and possible */
    struct graph graph;
    int entry_count;
    struct entry_of_search *entry;
    struct store_index entries;
    int steps, spent;
    uint16_t schedule[MAX_STEPS]; /* the way to here: turns, */
    long steps_taken;
    struct progress progress; /* of this bound */
    bool too_long;
};

/* Search, bound by bound. The tally is that of the largest complete bound. Of
 * the wanted schedules with the fewest preemptions, it finds the first in the
 * alphabet, unless its bound is not complete. False if the machine is stale, a
 * call cannot be undone, or a schedule is too long. */
bool search_run(struct search *search, struct tally *tally);

/* Ask for other ends, within the complete bound: `found` is then such a
 * schedule. */
bool search_again(
    struct search *search, wanted_end *wanted, long value, struct tally *tally);

/* The endings reached, one by one; NULL after the last. *cursor is 0 at first.
 */
const struct ending *search_next_ending(
    const struct search *search, int *cursor);

void search_close(struct search *search);
