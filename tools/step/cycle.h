/* Cycles of accesses that a store buffer makes possible.
 *
 * A worker has read y early, while its own store to x was not seen yet. That
 * shows only if another then writes y and, of what follows from that, something
 * reads the old x or writes it too soon: then the store comes after what came
 * after the read, which came after the store (Shasha and Snir 1988). One such
 * store is enough: if any run shows something new, then so does one in which a
 * single worker's stores are late (Bouajjani, Meyer and Moehlmann 2011). */
#pragma once

#include "graph.h"

/* Bytes of memory, by the key of the first (space.h). */
struct bytes {
    uint64_t key;
    unsigned count;
};

enum { MAX_ACCESSES = 4 };

/* What the pose's next step reads, or writes, of what others use: not for a
 * library's locking calls, which order it themselves. */
int cycle_accesses(const struct graph *graph, const struct pose *pose,
    bool writes, struct bytes out[MAX_ACCESSES]);

bool cycle_overlap(const struct bytes *left, const struct bytes *right);

/* May another worker's step touch these bytes; or change them? */
bool cycle_meets(const struct graph *graph, const struct move *move,
    const struct bytes *bytes, bool changes);

/* Is the worker after it as before, but for what it forgets: does it wait in a
 * loop? Each run has one like it without such steps, with the same outcome. */
bool cycle_waits(const struct graph *graph, const struct move *move);

/* The worker is about to write `store` in that state, and stays there, with
 * `load` read. May others come to close such a cycle? */
bool cycle_closes(struct graph *graph, int state, int worker,
    const struct bytes *store, const struct bytes *load);
