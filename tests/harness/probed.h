/* The answers of a probe: a line of two numbers for each request. */
#ifndef HARNESS_PROBED_H
#define HARNESS_PROBED_H

#include "program.h"

enum { MAX_PROBED = 128 };

struct probed {
    int count;
    long elapsed_ns[MAX_PROBED], counted[MAX_PROBED];
};

/* Ask the twin, started with --probe and those options, for `times` batches of
 * n hand-overs or creations, and then for as many bare ones. Asserts that it
 * ends well and says no more than that: the first `times` answers are those of
 * batches. */
void probe_twin(struct probed *probed, int times, int n, const char *options);

/* The CPU time, of user and kernel, that a probe uses with those options and
 * that input. Unlike elapsed time, it does not include the load of other
 * programs. */
long probe_cpu_ns(const char *input, const char *options);

/* The lowest of the values: the least disturbed one. */
long lowest(const long *values, int count);

#endif
