/* Stores that may be late: where a proof rests on each store's taking effect at
 * once, and no processor promises that.
 *
 * A processor may read before its own earlier store is seen by others (store
 * buffers). That matters if the order shows: a worker writes x and then reads
 * y, with nothing between that orders them; another writes y, and of what
 * follows from that, by the same worker or a third, something still finds the
 * old x, or is overwritten by the late store. No schedule shows that.
 *
 * All is looked at from the states that the search has reached: what others may
 * do while the worker stands before its store (cycle.h, chain.h), and what it
 * may read after it. A read after which the worker only waits on is not too
 * early.
 */
#pragma once

#include "graph.h"

/* The program's code that reads too early, in some state; 0: there is none. New
 * states may be added to the graph; if the machine is stale then, the search
 * must begin again. */
uint64_t late_read(struct graph *graph);
