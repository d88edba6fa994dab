/* The workers that may still conflict with each other, but not with the rest
 * (reduce.h). */
#pragma once

#include "graph.h"

/* The smallest group that can go on in that state, and never conflicts with the
 * rest: its number in graph->groups. */
int group_find(struct graph *graph, int state);
