/* The claims of a study note, and what they rest on: ratios that are measured,
 * and facts that a run of a twin shows. */
#pragma once

#include "../timing.h"
#include "judge.h"

/* Fixed before anything is measured: "much" is at least twice. */
enum { CLAIMS_MUCH = 2 };

/* 1,536 pages of 4 KiB. A core of today holds 1,536 to 3,072 translations (the
 * second level of its TLB; cpuid, leaves 2 and 0x18): enough for one address
 * space, and too few for the same pages in two. */
#define CLAIMS_WALK       "6M"
#define CLAIMS_WALK_BYTES (6L << 20)

/* What is looked at; in words in findings.c. */
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
    FINDING_GAP_THREAD,
    FINDING_GAP_PROC,
    FINDING_POOL,
    FINDING_LOCK_THREAD,
    FINDING_LOCK_PROC,
    FINDING_LOCAL,
    FINDING_CORO_CREATE,
    FINDING_CORO_YIELD,
    FINDING_CORO_SEM,
    FINDING_CORO_BYTES,
    FINDING_CORO_MANY_TIMES,
    FINDING_CORO_MANY_SAVED,
    FINDING_CORO_UNSEEN,
    FINDING_CORO_NONE,
    FINDING_CORO_YIELDING,
    FINDING_WAITING,
    FINDING_ONE_AT_A_TIME,
    FINDING_AT_ONCE,
    FINDING_PARALLEL_COST,
    FINDING_LOCK_IO,
    FINDING_LOCK_CPU,
    FINDING_LOCK_ONE,
    FINDING_DAEMON,
    FINDING_EXIT,
    FINDING_LEAVE,
    FINDING_LOST_RELEASE,
    FINDING_TWICE,
    FINDING_TWICE_CHECKED,
    FINDING_RLOCK,
    FINDING_QUEUE,
    FINDINGS
};

struct finding {
    const char *name;  /* what was looked at */
    const char *needs; /* a program of another scenario, or NULL */
    char text[256];    /* what was seen, or why nothing */
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
 * when two fifths of the time are over: the rest is for the ratios. */
void claims_facts(
    struct finding findings[FINDINGS], const struct timing *timing);

/* Fill in what was measured. */
void claims_ratios(
    struct finding findings[FINDINGS], const struct timing *timing);

/* struct experiment's print, json and csv. */
void claims_print(FILE *out, const struct timing *timing);
void claims_json(FILE *out, const struct timing *timing);
void claims_csv(struct csv *csv, const struct timing *timing);
