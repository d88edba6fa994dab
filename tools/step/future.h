/* What workers may do from a state on, as far as is known: from their poses on
 * all moves that were ever seen (moves.h), as far as these fit the values that
 * the words have in that state, or may be given by another of these moves.
 *
 * It is more than what they can do: each move is taken whatever else would have
 * to come before it. */
#pragma once

#include "graph.h"

enum { FUTURE_ALL_LIVE = -2 };

struct future {
    struct graph *graph;
    const struct state *state;
    int still;      /* a worker that stands still; -1: none */
    int lives;      /* one that does not come to its end; -1: all do, or
                       FUTURE_ALL_LIVE: nobody does */
    int pose_count; /* in graph->room */
};

/* Called for each move; false: enough. */
typedef bool future_see(const struct move *move, void *argument);

/* All moves of such a future, each once; and before them, as if it were made,
 * `first`, unless it is NULL. False if `see` has said so. */
bool future_walk(struct future *future, const struct move *first,
    future_see *see, void *argument);
