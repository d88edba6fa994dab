/* What a mistyped word may have meant: the candidate that is the fewest
 * insertions, deletions, substitutions and swaps of neighbours away. That is
 * the optimal string alignment distance, of Damerau, "A technique for computer
 * detection and correction of spelling errors", CACM 7(3), 1964. */
#pragma once

#include <stddef.h>

struct closest {
    const char *word; /* as it was typed */
    size_t length;    /* of its part that counts */
    const char *best; /* NULL: no candidate so far is close enough */
    int distance;     /* of best */
};

/* Keep the candidate if it is closer than all before it. One mistake is
 * allowed, and one more for every four letters. */
void closest_try(struct closest *closest, const char *candidate);

/* What to add to a message: " (did you mean BEST?)", with `before` in front of
 * the word; or an empty text. Static storage, until the next call. */
const char *closest_hint(const struct closest *closest, const char *before);
