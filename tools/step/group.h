/* The workers that may still meet each other, apart from the rest (reduce.h).
 */
#pragma once

#include "graph.h"

/* The smallest group that can go on in that state, and that the rest will never
 * meet: its number in graph->groups. */
int group_find(struct graph *graph, int state);
