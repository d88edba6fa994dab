/* The rows of a schedule, and which of them a reader needs.
 *
 * Steps of one worker without another in between are a run. Needed are the rows
 * in which workers meet: one uses what another has changed last, for the first
 * time in this run, or changes what another has used since; it falls asleep,
 * wakes another, or something happens to it. So are the first and the last row
 * of each run; the last change of each word that several use; and the last
 * change of what a row uses in which a worker falls asleep, or the schedule
 * ends. The others do only what follows from these rows: no other worker could
 * tell. */
#pragma once

#include "moves.h"
#include "study.h"

struct row {
    char *text;           /* what is printed of it, allocated */
    const char *function; /* of a library, in which it is a step; or NULL */
    const struct instruction *what;
    uint64_t address; /* in the program's own code; 0: not known */
    int worker, move; /* moves.h */
    int run;          /* the first row of its run */
    int written_count;
    int *written;        /* words */
    int word;            /* of which it uses only some bytes; -1: none */
    unsigned low, bytes; /* these */
    bool sleeps;         /* from then on */
    bool draws;          /* a number, from what all draw from */
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
