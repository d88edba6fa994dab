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
    bool hangs;          /* not even its first run ended in these */
    bool is_whole;       /* it printed one object: what follows is known */
    bool has_ended;      /* a run has */
    bool is_complete;    /* all schedules within the bound were seen */
    bool is_cut;         /* its time was up before */
    bool spins;          /* a worker waits in a loop instead of sleeping */
    long complete_up_to; /* this number of preemptions; -1: not even 0 */
    long fails_with; /* preemptions of the failing schedule; -1: none fails */
    char schedule[4096]; /* the shortest that fails */
    char race[256];      /* in which it ends, in words; "" if in none */
    bool crashes;        /* some schedule ends in a crash */
    char not_led[256];   /* a task that step could not control; "" if none */
    char not_tried[256]; /* what it did not try; "" if nothing */
    const char *table;   /* its lines: JSON, within result.out */
    char schedules[32];  /* how many it has seen */
};

/* Run step on a program with a row's args, settings and time. Otherwise as
 * grading_run. */
bool step_ask(struct grading *grading, const struct row *row,
    const char *program, struct stepped *stepped, struct verdict *verdict);

/* Of a program none of whose schedules fails: does one of them pass through a
 * state in which what the row says it reaches is true? That is so if
 * `stepped` has a schedule that fails. Otherwise as grading_run. */
bool step_reaches(struct grading *grading, const struct row *row,
    const char *program, struct stepped *stepped, struct verdict *verdict);

/* Nothing runs beside main, so there is no other order: the task is not done,
 * and no worker waits in a loop. */
bool step_saw_no_task(const struct stepped *stepped);

/* It ended before it had a task to order, and so it does in any order: it is
 * the program that failed, and not step. */
bool step_saw_its_end(const struct stepped *stepped);

/* Why step could not judge it, in its own words. */
void step_reason(const struct stepped *stepped, struct verdict *verdict);

/* Write the race's schedule, and the command that finds it: in a program that
 * is compiled otherwise, the same schedule may mean something else. */
void step_show_race(const struct grading *grading, const struct row *row,
    const struct stepped *stepped, struct verdict *verdict);

/* Write the failing schedule, step by step, and the command that repeats it. */
void step_show(const struct grading *grading, const struct row *row,
    const struct stepped *stepped, struct verdict *verdict);

/* Write what no schedule reaches, and the command that says so. */
void step_show_unreached(const struct grading *grading, const struct row *row,
    struct verdict *verdict);
