/* The study of one program: all its schedules, or one.
 *
 * The program itself says how a schedule ends. For each final state that the
 * search reaches, the program is started again, taken through one schedule that
 * ends there, and left to run to its end: its exit status and its output count.
 * So every verdict is that of a real run. */
#pragma once

#include "expression.h"
#include "limit.h"
#include "outcomes.h"
#include "race.h"
#include "sample.h"

#include "kit/die.h"

#include <stdio.h>

/* What is asked; the same for each model. */
struct question {
    int preemptions;   /* ALL_PREEMPTIONS */
    int most[CHANCES]; /* how often each chance may happen in a schedule */
    bool every_instruction;
    bool reduces;         /* reduce.h */
    struct sample sample; /* as it is to be drawn */
    const char *figure; /* the member of the program's JSON that is watched, */
    const char *watch;  /* or a variable of the program; NULL: none */
    struct expression invariant; /* text is NULL: there is none */
    bool always; /* it must hold in each state, not only at the end */
    bool races;  /* a data race is an end, and a failure */
    bool has_expected;
    long expected;               /* of what is watched */
    int expected_status;         /* of the program */
    const char *expected_output; /* NULL: not judged */
    long max_seconds;
    bool eases; /* search.h: where no limit of time was asked for */
};

struct study {
    const struct question *question;
    struct program program;
    const char *title; /* "proc" */
    struct contended contended;
    struct machine machine;
    struct search search;
    struct search drawing; /* samples are not searched: */
    struct sample sample;
    struct left_out left_out; /* the verdict does not cover these */
    struct tally tally;
    uint64_t watched_at; /* the address of --watch; 0: none */
    long begin_ns;
    long begun_worked;   /* limit_worked, then; and */
    long draw_at_worked; /* when schedules are drawn beside the search */
    enum limit ended_by; /* what kept it from seeing all schedules */
    bool has_failed; /* a schedule, in a search that has since begun anew: its
                        letters no longer mean anything */
    long free_ns; /* since when the program, taken through a schedule, runs to
                     its end; 0: it does not */
    long ran_free_ns; /* for so long, when the limit was reached */
    bool is_own;    /* a schedule that is played is the search's: it must fit */
    int passes;     /* searches begun, until nothing contended was new */
    bool has_ended; /* a schedule: if by a child's crash, that may be meant */
    worker_set buried; /* the children that crash in each schedule (bury.h) */
    long runs;         /* of the whole program, to judge an end */
    double seconds, traced_seconds;
    struct expression invariant;  /* the question's, as found in the program */
    char broken[EXPRESSION_TEXT]; /* the values with which it last failed */
    char race[RACE_TEXT];         /* the one that was met last */
    struct outcomes outcomes;     /* of the user's own program */
    bool is_cut;        /* they were compared only as far as we keep them */
    bool has_values;    /* smallest and largest watched value */
    int untried_births; /* untried.h */
    uint64_t late_at;   /* late.h; or 0 */
    char late_line[64]; /* of it, if that is only a note: of the lab's own */
    char untried[192];  /* orders that no schedule has, in words; or "" */
    long lowest, highest;
    char *shown;     /* what report_prepare wrote */
    int value_count; /* how many there are; the first ones: */
    long value[64];
};

/* One step of a schedule being run. */
struct played {
    struct event event;
    const struct model *model;
    const struct state *state; /* after it */
    const struct pose *before; /* the worker's, before it */
    struct call call;          /* if it was one */
    int touched;               /* the shared word; -1: none */
    uint64_t address;          /* of the instruction */
    worker_set ends; /* other threads that the end of their process ends */
};

/* What the letters of a schedule depend on, as read from a file (saved.h). */
struct basis {
    struct contended contended;
    int births; /* as most_births of struct program */
    int spare;
    struct spare spare_of[MAX_WORKERS];
    struct maps maps;
    bool has_descriptors;
};

/* Find out what the workers of the program contend for: what study_play needs,
 * and study_search does by itself. If there is a basis, it is used instead. */
void study_prepare(struct study *study, const struct program *program,
    const struct question *question, const char *title,
    const struct basis *basis);

/* Search all schedules, or as many as the limits allow (limit.h). */
void study_search(struct study *study, const struct program *program,
    const struct question *question, const char *title);

/* A search of the study's program, as far as it has been started. */
void study_open(struct study *study, struct search *search);

/* It cannot go on: say why, and take the way out. */
_Noreturn void study_refuse(
    const struct study *study, const struct search *search);

/* Were all schedules seen? */
static inline bool
study_is_searched(const struct study *study)
{
    return study->ended_by == LIMIT_NONE && study->question->sample.wanted == 0;
}

/* Did a schedule come to its end, as far as is known? */
bool study_has_seen_an_end(const struct study *study);

/* Of the search, or of what was drawn without one. */
const struct model *study_model(const struct study *study);

/* How many workers there were. */
int study_workers(const struct study *study);

/* In a complete study: search for the schedules that end with this value, or
 * with this outcome. Returns how many there are; `found` is the one with the
 * fewest preemptions, unless time was up. */
uint64_t study_search_value(
    struct study *study, long value, struct found *found);
uint64_t study_search_outcome(
    struct study *study, int outcome, struct found *found);

/* Run one schedule in a fresh run of the program, and call `see` for each step;
 * then let the program run to its end. Returns how it ended. If the schedule
 * names a worker that cannot run, or leaves one that can, step exits with
 * status 2. */
struct ending study_play(struct study *study, const uint16_t *schedule,
    int steps, void (*see)(const struct played *played, void *argument),
    void *argument,
    void (*done)(
        const struct model *model, const struct state *state, void *argument));

/* "held", "broken", "crashed", "raced" or "stuck". */
const char *study_end_name(enum end end);

void study_close(struct study *study);
