/* What the files beside this one offer each other. */
#pragma once

#include "parallel.h"

/* The words of --work, by enum parallel_work_kind; up to a NULL. */
extern const char *const parallel_works[];

/* Room in the jobs for the record of who ran when: jobs[work][locked] share it,
 * since one runs at a time. Ends the program with status 77 where there is no
 * memory for it. */
void parallel_new_record(struct parallel_job jobs[2][2]);

/* The median, the lowest and the highest; sorts the values. */
struct parallel_figure parallel_figure_of(double *values, long count);

long parallel_larger(long one, long other);

/* All pairs of runs. */
void parallel_measure(
    const struct parallel_options *options, struct parallel_result *result);

/* --cpython: the same in Python, by python3. 0, or the status to exit
 * with after a message on stderr. */
int parallel_run_cpython(
    const struct parallel_options *options, struct parallel_result *result);

/* Fill in what follows from the rest; the status to exit with. */
int parallel_judge(const void *options, void *result);
