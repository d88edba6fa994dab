/* The claims of a study note, and how each is judged.
 *
 * A claim rests on findings. A finding is a ratio with its interval, set
 * against a bound that was fixed beforehand, or a fact that a run of a twin
 * showed. It bears for the claim, against it, or not at all. */
#ifndef TIMING_CLAIMS_H
#define TIMING_CLAIMS_H

#include "timing.h"

/* Fixed before anything is measured: "much" is at least twice. */
enum { CLAIMS_MUCH = 2 };

/* As many pages of 4 KiB as a CPU of today holds translations for (2,048 on
 * Intel's and AMD's cores; Intel's Optimization Reference Manual, section 2):
 * enough for one address space, but not for two. */
#define CLAIMS_WALK       "8M"
#define CLAIMS_WALK_BYTES (8L << 20)

enum bearing { BEARS_NOT, BEARS_FOR, BEARS_AGAINST };

enum verdict {
    VERDICT_HOLDS,
    VERDICT_CONDITIONS, /* holds under these conditions */
    VERDICT_HOLDS_NOT,
    VERDICT_CANNOT_TELL,
    VERDICT_NOT_YET, /* its scenario is not here */
    VERDICTS
};

/* "At least so much": for it where the whole interval is, against it where none
 * of it is. A figure without an interval bears on nothing. */
enum bearing claims_bearing(const struct figure *figure, double at_least);

/* Lost updates: one proves that they can be lost; none proves nothing. */
enum bearing claims_lossy(double lost);

/* Holds where all findings are for it, does not hold where all are against it;
 * under conditions where some are for it. Otherwise nobody can tell. */
enum verdict claims_verdict(const enum bearing *bearings, size_t count);

const char *claims_verdict_text(enum verdict verdict);

/* What is looked at; told in claims_list.c. */
enum finding_name {
    FINDING_NONE, /* ends a list */
    FINDING_CREATE,
    FINDING_START,
    FINDING_END,
    FINDING_YIELD,
    FINDING_SEM,
    FINDING_PIPE,
    FINDING_WALK,
    FINDING_KERNEL_BYTES,
    FINDING_USER_BYTES,
    FINDING_OWN_SPACE,
    FINDING_ONE_SPACE,
    FINDING_THREADS_SCHEDULED,
    FINDING_ONLY_PROCESSES_SCHEDULED,
    FINDING_RACE_THREAD,
    FINDING_RACE_PROC,
    FINDING_RACE_GUARDED,
    FINDING_LOCK_THREAD,
    FINDING_LOCK_PROC,
    FINDING_LOCAL,
    FINDINGS
};

struct finding {
    const char *name; /* what was looked at */
    char text[256];   /* what was seen, or why nothing */
    enum bearing bearing;
    struct figure figure; /* NaN for a fact */
    double at_least;      /* its bound */
};

enum { MOST_FINDINGS = 8 };

extern struct finding claims_findings[FINDINGS];

struct claim {
    const char *section; /* the heading that it stands under */
    const char *chinese; /* its own words */
    const char *english;
    const char *test; /* what it is taken to mean; or why it is not measured */
    enum finding_name findings[MOST_FINDINGS]; /* none: not yet measured */
};

/* All of them, in the note's order, up to one without a section. */
extern const struct claim claims[];

/* Run the twins for what is no timing. Calls stop_hold. Gives up further runs
 * at until_ns (clock_ns). */
void claims_facts(struct finding findings[FINDINGS], long until_ns);

/* Fill in what was measured. */
void claims_ratios(
    struct finding findings[FINDINGS], const struct timing *timing);

/* struct experiment's print and json. */
void claims_print(FILE *out, const struct timing *timing);
void claims_json(FILE *out, const struct timing *timing);

#endif
