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

/* What is looked at: in words, and a program of another scenario that it needs,
 * or NULL. */
/* clang-format off */
#define FINDING_ROWS(ROW)                                                      \
    ROW(FINDING_CREATE, "creating one and reaping it", NULL)                   \
    ROW(FINDING_START, "from its creation to its first instruction", NULL)     \
    ROW(FINDING_END, "its end, and the reaping", NULL)                         \
    ROW(FINDING_YIELD, "a hand-over by yield", NULL)                           \
    ROW(FINDING_SEM, "a hand-over by semaphore", NULL)                         \
    ROW(FINDING_PIPE, "a hand-over by pipe", NULL)                             \
    ROW(FINDING_WALK,                                                          \
        "a hand-over by semaphore where both walk the same " CLAIMS_WALK ", "  \
        "one access a page", NULL)                                             \
    ROW(FINDING_KERNEL_BYTES, "the kernel's memory for one more", NULL)        \
    ROW(FINDING_USER_BYTES, "other memory for one more", NULL)                 \
    ROW(FINDING_OWN_SPACE, "a process's write is its own", NULL)               \
    ROW(FINDING_ONE_SPACE, "a thread's write is everybody's", NULL)            \
    ROW(FINDING_THREADS_SCHEDULED, "threads are scheduled", NULL)              \
    ROW(FINDING_ONLY_PROCESSES_SCHEDULED,                                      \
        "only processes are scheduled", NULL)                                  \
    ROW(FINDING_RACE_THREAD, "two threads without a lock", NULL)               \
    ROW(FINDING_RACE_PROC, "two processes without a lock", NULL)               \
    ROW(FINDING_RACE_GUARDED, "two threads with a lock", NULL)                 \
    ROW(FINDING_GAP_THREAD, "two threads that pause in mid-update", NULL)      \
    ROW(FINDING_GAP_PROC, "two processes that do the same", NULL)              \
    ROW(FINDING_POOL, "two tasks that wait, for two threads", "thread/pool")   \
    ROW(FINDING_LOCK_THREAD, "two threads", NULL)                              \
    ROW(FINDING_LOCK_PROC, "two processes", NULL)                              \
    ROW(FINDING_LOCAL, "two threads, a local variable each", NULL)             \
    ROW(FINDING_CORO_CREATE, "creating one and joining it", NULL)              \
    ROW(FINDING_CORO_YIELD, "a hand-over by yield", NULL)                      \
    ROW(FINDING_CORO_SEM, "a hand-over by semaphore", NULL)                    \
    ROW(FINDING_CORO_BYTES, "all memory for one more of 1,000", NULL)          \
    ROW(FINDING_CORO_MANY_TIMES,                                               \
        "threads' cost to coroutines' of a switch among 1,000, and of one "    \
        "between two", NULL)                                                   \
    ROW(FINDING_CORO_MANY_SAVED,                                               \
        "what a switch among 1,000 saves, and one between two", NULL)          \
    ROW(FINDING_CORO_UNSEEN, "switches of two coroutines", NULL)               \
    ROW(FINDING_CORO_NONE, "two coroutines without a lock", NULL)              \
    ROW(FINDING_CORO_YIELDING, "two that yield between read and write", NULL)  \
    ROW(FINDING_WAITING,                                                       \
        "two processes that wait, on one CPU", "thread/parallel")              \
    ROW(FINDING_ONE_AT_A_TIME,                                                 \
        "two processes that compute, on one CPU", "thread/parallel")           \
    ROW(FINDING_AT_ONCE,                                                       \
        "two threads that compute, on all CPUs", "thread/parallel")            \
    ROW(FINDING_PARALLEL_COST,                                                 \
        "two of them at once, to the end", "thread/parallel")                  \
    ROW(FINDING_LOCK_IO,                                                       \
        "four threads that wait, under an interpreter "                        \
        "lock", "thread/parallel")                                             \
    ROW(FINDING_LOCK_CPU,                                                      \
        "four that compute, under the same lock", "thread/parallel")           \
    ROW(FINDING_LOCK_ONE,                                                      \
        "who executes under an interpreter lock", "thread/parallel")           \
    ROW(FINDING_DAEMON, "three daemon threads at exit", "thread/lifecycle")    \
    ROW(FINDING_EXIT, "three threads when main returns", "thread/lifecycle")   \
    ROW(FINDING_LEAVE,                                                         \
        "three threads when main calls pthread_exit", "thread/lifecycle")      \
    ROW(FINDING_LOST_RELEASE,                                                  \
        "one ends while it holds the lock", "thread/deadlock")                 \
    ROW(FINDING_TWICE, "a normal mutex, locked twice", "thread/deadlock")      \
    ROW(FINDING_TWICE_CHECKED,                                                 \
        "an error-checking mutex, locked twice", "thread/deadlock")            \
    ROW(FINDING_RLOCK, "a recursive mutex, locked twice", "thread/deadlock")   \
    ROW(FINDING_QUEUE, "a buffer of 64, and slow consumers", NULL)
/* clang-format on */

enum finding_name {
    FINDING_NONE, /* ends a list */
#define NAME(finding, words, program) finding,
    FINDING_ROWS(NAME)
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
    const char *section; /* the heading that it is under */
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
void claims_csv(FILE *out, const struct timing *timing);
