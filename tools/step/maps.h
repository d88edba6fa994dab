/* Memory that a worker has asked for since the study began (mmap, brk,
 * mprotect).
 *
 * It stays when the worker goes back, for other poses have words there; the
 * worker will ask again, and get the same or more. A program that is started
 * anew gets it at once. */
#pragma once

#include "calls.h"

#include <stddef.h>
#include <stdint.h>

/* Who asks: a worker of that space, so many times before. */
struct asker {
    int space, worker, number;
};

/* A call that was made, by whom, and by which instruction. */
struct map {
    struct asker asker;
    bool is_kept; /* a mapping of its own, which the same may have again */
    struct call asked;
    uint64_t instruction;
    struct call call; /* so as to return the same again */
    long result;
};

struct maps {
    size_t count;
    struct map *map;
};

/* Is there what it asks for? A brk for memory that is there already, or to ask
 * for the end of what is there; a mapping that the same worker got when it had
 * asked as often as now, on another way. Then it need not be made: what it
 * returned the first time. */
bool maps_know(const struct maps *maps, const struct asker *asker,
    const struct call *call, long *result);

/* It was made, and has returned that: take note of it, so that it can be made
 * again with the same result. */
void maps_add(struct maps *maps, const struct asker *asker,
    uint64_t instruction, const struct call *call, long result);
