/* What a worker may do while a store of its own is late: from the pose before
 * the store on, up to what orders it. All is in poses, and so holds whatever
 * the others have done meanwhile. */
#pragma once

#include "cycle.h"

/* What a worker may read while an earlier store of its own is not seen. */
struct read {
    int pose; /* there */
    struct bytes bytes;
    bool is_mixed; /* delay_unwritten: it has written a part of these itself */
};

/* What it may do between a store and what orders it. */
struct after {
    bool is_known;
    int reads, writes;
    struct read *read;
    struct bytes *write;
};

struct delay {
    const struct graph *graph;
    const struct poses *poses;
    int count;         /* of poses, when it began */
    int *first, *next; /* edges by the pose that they begin at; -1: no more */
    int *seen, walks;  /* poses: in which walk, the last time */
    int *open, open_count;
    struct after *after; /* by the pose before the store */
};

void delay_begin(struct delay *delay, const struct graph *graph);
void delay_end(struct delay *delay);

/* Is the worker's next step one that may come before its stores are seen? */
bool delay_may(const struct pose *pose);

struct after *delay_after(struct delay *delay, int store);

/* Does the worker read in that state what it read on that edge? */
bool delay_reads(const struct delay *delay, const struct edge *edge,
    const struct after *after, const struct state *state);

/* Is that read made without a store there on the way? What the worker reads
 * back from its buffer is no older than what it has written since. */
bool delay_unwritten(struct delay *delay, int store, struct read *read);
