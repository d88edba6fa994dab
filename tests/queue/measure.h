/* One course with one peer: workers are made, pinned, let go together, checked.
 */
#pragma once

#include "peer.h"

/* The two CPUs that are used: they are different where there are two. */
struct cores {
    int first, second;
};

struct cores measure_cores(void);

/* Nanoseconds for one item, from the first worker's start to the last one's
 * end; so that the course takes some milliseconds. A NAN: it cannot be run
 * here. Ends the program when an item was lost, doubled or damaged. */
double measure(const struct peer *peer, const struct course *course);

/* Nanoseconds for a cache line, one way from the first core to the second: half
 * of the time in which two threads have answered each other. */
double measure_line(void);
