/* Does a worker loop for ever? It does if all of it is as it was before:
 * registers, and each word that it has written since. Only the worker changes
 * these, so the same follows again. A long run alone proves nothing.
 *
 * The state to compare with is marked again each time the number of
 * instructions has doubled (Brent 1980), so that any loop is found, even one
 * entered from outside. Most runs are short: their first instructions are not
 * looked at. */
#pragma once

#include "ahead.h"

struct round {
    bool marked;
    long steps, span;        /* since the mark; when to set the next, or 0 */
    struct registers then;   /* at the mark */
    struct vectors *vectors; /* the same */
    size_t count;
    struct word *word; /* those written since, and their values at the mark */
    struct store_index index;
};

/* The worker is about to make that instruction. True if it was here before, and
 * all was the same. */
bool round_closes(
    struct round *round, struct ahead *ahead, const struct instruction *what);

void round_clear(struct round *round);
