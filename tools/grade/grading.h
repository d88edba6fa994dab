/* The grading of one program: its lab, its source, its folder below /tmp, and
 * the time left. */
#pragma once

#include "run.h"

#include <stdbool.h>

struct lab;
struct row;
struct source;
struct verdict;

enum { GRADING_PATH_BYTES = 512 };

/* How the source has been compiled. */
enum built { NOT_BUILT, BUILT_WITH_WARNINGS, BUILT };

struct grading {
    const struct lab *lab;
    const struct source *source;
    long until_ns; /* of clock_ns: when the grader must stop */
    bool is_late;  /* that time came */
    bool has_hung; /* a run had to be ended: the next ones have less time */
    bool hangs_in_step;   /* as its first run has done */
    double build_seconds; /* how fast this machine is at the moment */
    bool is_mistaken; /* the rubric asks for what step does not understand */
    char folder[GRADING_PATH_BYTES]; /* build/ with the programs, run/ */
    enum built built;
    const char *flag, *driver; /* of the one program in build/, or "" */
    char stranger[64];         /* what its object file imports: imports.h */
    bool was_stepped, spins;   /* what step has seen of it: see hygiene.c */
    char *messages;            /* the compiler's */
};

/* Make the folder; remove it with all that is in it. */
void grading_begin(struct grading *grading, const struct lab *lab,
    const struct source *source, long until_ns);
void grading_end(struct grading *grading);

/* How long a run may take if a row gives it this many seconds: more on a slow
 * or busy machine; and half, if the program has hung before. Not less than two
 * seconds for that: with other arguments it may end, only slowly. */
double grading_seconds(const struct grading *grading, double given);

/* The path of a file in the folder. */
void grading_path(const struct grading *grading, char path[GRADING_PATH_BYTES],
    const char *name);

/* Run a command in the folder run/, emptied (or job->directory, if that is
 * given), with the limits of the job, but at most for the time left. False: the
 * grader's own time was up, or it is asked to stop; nothing is judged, and the
 * verdict (unless NULL) says so. Free the result with run_free in either case.
 */
bool grading_run(struct grading *grading, struct run_job *job,
    struct run_result *result, struct verdict *verdict);
