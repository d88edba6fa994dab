/* Sets of workers. */
#pragma once

#include <stdbool.h>

enum { MAX_WORKERS = 128 };

/* A bit for each; 0: none. */
typedef unsigned __int128 worker_set;

static inline worker_set
workers_only(int worker)
{
    return (worker_set)1 << worker;
}

static inline bool
workers_has(worker_set set, int worker)
{
    return (set >> worker & 1) != 0;
}

static inline bool
workers_are_several(worker_set set)
{
    return (set & (set - 1)) != 0;
}

/* Of a set that is not empty. */
static inline int
workers_first(worker_set set)
{
    int first = 0;

    while (!workers_has(set, first))
        first++;
    return first;
}
