/* Ask step about every schedule of a program. */
#pragma once

#include "run.h"

#include <stdbool.h>

struct grading;
struct row;
struct verdict;

/* What step found. */
struct stepped {
    struct run_result result;
    long seconds;        /* that it had */
    bool hangs;          /* it did not come to its first task in these */
    bool is_whole;       /* it printed one object: what follows is known */
    bool has_tasks;      /* it came to the first ones */
    bool is_complete;    /* all schedules within the bound were seen */
    bool spins;          /* a worker waits in a loop, and not asleep */
    long complete_up_to; /* so many preemptions; -1: not even none */
    long fails_with;     /* preemptions of the schedule; -1: there is none */
    char schedule[4096]; /* the shortest that fails */
    char not_led[256];   /* a task that step could not lead; "" if none */
    const char *table;   /* its lines: JSON, within result.out */
    char schedules[32];  /* how many it has seen */
};

/* Run step on a program with a row's args, settings and time. As grading_run
 * otherwise. */
bool step_ask(struct grading *grading, const struct row *row,
    const char *program, struct stepped *stepped, struct verdict *verdict);

/* Why step could not judge it, in its own words. */
void step_reason(const struct stepped *stepped, struct verdict *verdict);

/* Write the schedule that fails, step by step, and the command that plays it.
 */
void step_show(const struct grading *grading, const struct row *row,
    const struct stepped *stepped, struct verdict *verdict);
