/* Memory that a worker has asked for since the study began (mmap, brk,
 * mprotect).
 *
 * It stays when the worker goes back, for other poses have words there; the
 * worker will ask again, and get the same or more. A program that is started
 * anew gets it at once. */
#ifndef STEP_MAPS_H
#define STEP_MAPS_H

#include "calls.h"

#include <stddef.h>
#include <stdint.h>

/* A call that was made, in which space, by which instruction. */
struct map {
    int space;
    uint64_t instruction;
    struct call call; /* so as to return the same again */
    long result;
};

struct maps {
    size_t count;
    struct map *map;
};

/* Is it a brk for memory that is there already, or to ask for the end of what
 * is there? Then it need not be made: what it returned the first time. */
bool maps_know(
    const struct maps *maps, int space, const struct call *call, long *result);

/* It was made, and has returned that: take note of it, so that it can be made
 * again with the same result. */
void maps_add(struct maps *maps, int space, uint64_t instruction,
    const struct call *call, long result);

#endif
