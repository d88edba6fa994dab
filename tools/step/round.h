/* Does a worker go round in a loop for ever? It does when all of it is as it
 * was before: registers, and each word that it has written since. Nobody but
 * itself changes these, so what follows is the same again. That it has run for
 * long tells nothing.
 *
 * What it is compared with is marked anew each time twice as many instructions
 * have been made (Brent 1980), so that any loop is found, also one that is
 * entered from outside. */
#pragma once

#include "ahead.h"

struct round {
    bool marked;
    long steps, span;        /* since the mark; when the next is set */
    struct registers then;   /* at the mark */
    struct vectors *vectors; /* the same */
    size_t count;
    struct word *word; /* those written since, and their values at the mark */
    struct store_index index;
};

/* The worker is about to make that instruction. True if it stood here before,
 * and all was the same. */
bool round_closes(
    struct round *round, struct ahead *ahead, const struct instruction *what);

void round_clear(struct round *round);
