#include "track.h"

#include "store.h"

#include <stdlib.h>

void
track_begin(struct track *track)
{
    track->edge_count = track->futex_count = 0;
    track->unknown = false;
}

void
track_edge(struct track *track, int edge)
{
    track->edge = store_grow(
        track->edge, (size_t)track->edge_count, sizeof(*track->edge));
    track->edge[track->edge_count++] = edge;
}

void
track_futex(struct track *track, int word, bool is_read)
{
    if (word == -1)
        return;
    track->futex = store_grow(
        track->futex, (size_t)track->futex_count, sizeof(*track->futex));
    track->futex[track->futex_count++] = (struct futex){word, is_read};
}

void
track_clear(struct track *track)
{
    free(track->edge);
    free(track->futex);
    *track = (struct track){0};
}
