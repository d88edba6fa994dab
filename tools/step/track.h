/* What a step has touched, to compare it with the steps of others (moves.h). */
#pragma once

#include <stdbool.h>

struct track {
    int edge_count, futex_count;
    int *edge; /* of the machine's poses */
    struct futex {
        int word;
        bool
            is_read; /* its value is read; otherwise only its sleepers matter */
    } * futex;
    bool unknown; /* others may see more of it than these */
};

void track_begin(struct track *track);
void track_edge(struct track *track, int edge);

/* A contended word; -1: it does not concern others. */
void track_futex(struct track *track, int word, bool is_read);

void track_clear(struct track *track);
