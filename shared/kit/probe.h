/* The probe protocol: a program that runs batches on request, so that a tool
 * can keep several programs ready and ask them in turn.
 *
 * Started with --probe, the program reads lines from stdin and answers each
 * with one line on stdout:
 *
 *     batch 1000          do it 1000 times
 *     bare 1000           the same calls, without what is being measured
 *     batch 1000 vfork    in that way, where the program knows several
 *     2400123 1000        took 2,400,123 ns; the kernel counted 1000
 *
 * It ends with status 0 at the end of its input or when the reader of its
 * answers is gone, with 2 at a line that is not a request, and with the run's
 * status when a run fails. */
#pragma once

#include <stdbool.h>

struct probe_request {
    long count; /* 1 to 1,000,000,000 */
    bool bare;
    char way[32]; /* "" if none was named */
};

struct probe_answer {
    long elapsed_ns;
    long counted; /* what the kernel counted: switches, or reaped */
};

/* Serve requests until the input ends: each is answered by answer(context, …),
 * which returns 0, or the status to exit with after a message on stderr. May a
 * request name a way (has_ways)? Returns the exit status. */
int probe_serve(
    int (*answer)(void *context, const struct probe_request *request,
        struct probe_answer *result),
    void *context, bool has_ways);
