/* What a step has gone through, for who asks what it has to do with those of
 * others (moves.h). */
#pragma once

#include <stdbool.h>

struct track {
    int edge_count, futex_count;
    int *edge; /* of the machine's poses */
    struct futex {
        int word;
        bool is_read; /* what it holds, or else who sleeps there */
    } * futex;
    bool unknown; /* others may see more of it than these */
};

void track_begin(struct track *track);
void track_edge(struct track *track, int edge);

/* A contended word; -1: others have nothing to do with it. */
void track_futex(struct track *track, int word, bool is_read);

void track_clear(struct track *track);
