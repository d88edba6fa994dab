/* Accesses that take effect in two parts: where a proof rests on their being
 * one, as they are here, and no processor promises that. On x86-64 these are
 * the ones that cross a line of the cache, as unaligned ones may. */
#pragma once

#include "graph.h"

/* The code that makes one, in a state in which another worker is about to
 * access the same; 0: there is none. */
uint64_t torn_access(const struct graph *graph);
