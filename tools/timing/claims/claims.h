/* The claims of a study note, and what they rest on: ratios that are measured,
 * and facts that a run of a twin shows. */
#pragma once

#include "../timing.h"
#include "judge.h"

/* Fixed before anything is measured: "much" is at least twice. */
enum { CLAIMS_MUCH = 2 };

/* 1,536 pages of 4 KiB. A core of today holds 1,536 to 3,072 translations (the
 * second level of its TLB; cpuid, leaves 2 and 0x18): enough for one address
 * space, and too few for the same pages in two. (list.txt says "6M", too.) */
#define CLAIMS_WALK       "6M"
#define CLAIMS_WALK_BYTES (6L << 20)

/* What is looked at: list.txt has it in words. */
/* clang-format off */
#define FINDING_NAMES(NAME)                                                    \
    NAME(CREATE) NAME(START) NAME(END) NAME(YIELD) NAME(SEM) NAME(PIPE)        \
    NAME(WALK) NAME(KERNEL_BYTES) NAME(USER_BYTES) NAME(OWN_SPACE)             \
    NAME(ONE_SPACE) NAME(THREADS_SCHEDULED) NAME(ONLY_PROCESSES_SCHEDULED)     \
    NAME(RACE_THREAD) NAME(RACE_PROC) NAME(RACE_GUARDED) NAME(GAP_THREAD)      \
    NAME(GAP_PROC) NAME(POOL) NAME(LOCK_THREAD) NAME(LOCK_PROC) NAME(LOCAL)    \
    NAME(CORO_CREATE) NAME(CORO_YIELD) NAME(CORO_SEM) NAME(CORO_BYTES)         \
    NAME(CORO_MANY_TIMES) NAME(CORO_MANY_SAVED) NAME(CORO_UNSEEN)              \
    NAME(CORO_NONE) NAME(CORO_YIELDING) NAME(WAITING) NAME(ONE_AT_A_TIME)      \
    NAME(AT_ONCE) NAME(PARALLEL_COST) NAME(LOCK_IO) NAME(LOCK_CPU)             \
    NAME(LOCK_ONE) NAME(DAEMON) NAME(EXIT) NAME(LEAVE) NAME(LOST_RELEASE)      \
    NAME(TWICE) NAME(TWICE_CHECKED) NAME(RLOCK) NAME(QUEUE)
/* clang-format on */

enum finding_name {
    FINDING_NONE, /* ends a list */
#define NAME(name) FINDING_##name,
    FINDING_NAMES(NAME)
#undef NAME
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
extern struct claim claims[];

/* Fill in all of these: call it first. */
void claims_read(void);

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
void claims_csv(FILE *out, const struct timing *timing);
