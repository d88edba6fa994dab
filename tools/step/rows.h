/* The rows of a schedule, and which of them a reader needs.
 *
 * Needed are the rows in which workers meet: one uses what another has changed
 * last, or changes what another has used since; it falls asleep, wakes another,
 * or something happens to it. So are the first and the last row of each run of
 * one worker's; the last change of each word that several use; and what a row
 * in which a worker falls asleep, or the schedule ends, has found changed. What
 * a worker does in between, with its own results, can be left out: no other
 * could tell. */
#pragma once

#include "moves.h"
#include "study.h"

struct row {
    char *text;           /* what is printed of it, allocated */
    const char *function; /* of a library, in which it is a step; or NULL */
    const struct instruction *what;
    uint64_t address; /* in the program's own code; 0: not known */
    int worker, move; /* moves.h */
    bool sleeps;      /* from then on */
    bool is_needed;
};

struct rows {
    int count;
    struct row *row;
    struct moves moves;
    struct state *before; /* the next step */
};

/* Add a step; the text becomes ours. */
struct row *rows_add(
    struct rows *rows, const struct played *played, char *text);

/* When all have been added: find those that are needed. If the end is judged by
 * a word, its last change counts even if no other worker uses it. */
void rows_choose(struct rows *rows, const struct model *model, bool is_judged);

/* How many rows from this one on are folded into one line; 0: it stands. */
int rows_folded(const struct rows *rows, int row);

void rows_clear(struct rows *rows);
