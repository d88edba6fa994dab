/* Memory that a worker has asked for since the study began (mmap, brk,
 * mprotect).
 *
 * It stays when the worker goes back, since other poses have words there; the
 * worker will ask again, and get the same or more. A program that is started
 * again gets it at once. */
#pragma once

#include "calls.h"

#include <stddef.h>
#include <stdint.h>

/* Who asks: a worker of that space, for the number-th time. */
struct asker {
    int space, worker, number;
};

/* A call that was made, by whom, and by which instruction. */
struct map {
    struct asker asker;
    bool is_kept; /* a new mapping, which the same worker may get again */
    struct call asked;
    uint64_t instruction;
    struct call call; /* as made, so as to return the same again */
    long result;
};

struct maps {
    size_t count;
    struct map *map;
};

/* Is what it asks for there already? A brk within existing memory, or one that
 * asks for its end; a mapping that the same worker got at the same count, in
 * another schedule. Then the call need not be made: result is what it returned
 * the first time. */
bool maps_know(const struct maps *maps, const struct asker *asker,
    const struct call *call, long *result);

/* Record a call and its result, so that it can be made again with the same
 * result. */
void maps_add(struct maps *maps, const struct asker *asker,
    uint64_t instruction, const struct call *call, long result);
