/* The answers of a probe: a line of two numbers for each request. */
#pragma once

#include "program.h"

enum { MAX_PROBED = 128 };

struct probed {
    int count;
    long elapsed_ns[MAX_PROBED], counted[MAX_PROBED];
};

/* Read the answers. Asserts that the text is nothing else. */
void probe_read(struct probed *probed, const char *text);

/* Ask the twin, started with --probe and those options, for `times` batches of
 * n hand-overs or creations, and then for as many bare ones. Asserts that it
 * ends well and says no more than that: the first `times` answers are those of
 * batches. */
void probe_twin(struct probed *probed, int times, int n, const char *options);

/* The CPU time, of user and kernel, that the twin's probe uses with that input
 * and those options. Nobody else's load is in it, as it would be in elapsed
 * time. Asserts that the probe ends well. */
long probe_cpu_ns(const char *input, const char *options);

/* Questions to every twin with a --probe: the usual ones (struct usual). */
void probe_refuses_nonsense(void);
void probe_ends_with_its_input(void);
void probe_ends_with_its_reader(void);
void probe_injects_a_spin(void);

/* Assert that --inject-syscall asks for the parent in a batch, and not in a
 * bare one: of a program that has no other reason to ask for it. */
void check_injected_call(void);

/* The lowest of the values: the least disturbed one. */
long lowest(const long *values, int count);
