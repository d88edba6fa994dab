/* What workers may do from a state on, as far as known: all moves ever seen
 * from their poses on (moves.h) that fit the values that the words have in that
 * state, or may get from another of these moves.
 *
 * That is more than they can do: it ignores what else would have to come before
 * a move. */
#pragma once

#include "graph.h"

enum { FUTURE_ALL_LIVE = -2 };

/* Called for each move. False: stop. */
typedef bool future_see(const struct move *move, void *argument);

struct future {
    struct graph *graph;
    const struct state *state;
    int still; /* a worker that makes no step; -1: none */
    int lives; /* one that does not reach its end; -1: all do, or
                  FUTURE_ALL_LIVE: none does */

    /* Of a walk: */
    future_see *see;
    void *argument;
    int pose_count; /* in graph->room; */
    int left_count; /* and moves from these that may not be made yet */
    bool has_freed; /* a word, since these were last tried */
    bool goes_on;
};

/* Visit all moves of such a future, each once, as if `first` (unless it is
 * NULL) had been made. False if `see` returned false. */
bool future_walk(struct future *future, const struct move *first,
    future_see *see, void *argument);
