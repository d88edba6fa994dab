/* Stores that may be late: where a proof rests on each store's taking effect at
 * once, and no processor promises that.
 *
 * A processor may read before its own earlier store is seen by others (store
 * buffers). That matters if one worker writes x and then reads y, and another
 * writes y and then reads x, with nothing between that orders them: then both
 * may read the old values, which no schedule shows. (With a third worker, the
 * second may write y alone, and the third read y and then x: not looked for.)
 */
#pragma once

#include "graph.h"

/* The program's code that reads too early, in a state in which the other is
 * about to read as well; 0: there is none. */
uint64_t late_read(const struct graph *graph);
