/* A summary of a class's results. */
#pragma once

#include <stdio.h>

enum { TALLY_NAME_BYTES = 64, MOST_TALLIES = 128, MOST_ALIKE = 4096 };

/* A check: how often each verdict was given. */
struct tally {
    char name[TALLY_NAME_BYTES]; /* "thread schedules" */
    int passed, partial, failed, not_judged;
};

/* A schedule that failed. */
struct alike {
    char what[TALLY_NAME_BYTES + 192]; /* "thread schedules A2BA" */
    char result[TALLY_NAME_BYTES];     /* the name of a result's file */
};

struct class_tally {
    struct tally check[MOST_TALLIES];
    int checks;
    struct alike alike[MOST_ALIKE];
    int alikes;
};

/* Enter one result, as --json prints it: an object. */
void tally_enter(
    struct class_tally *tally, const char *object, const char *result);

void tally_print(FILE *out, const struct class_tally *tally);
void tally_print_json(FILE *out, const struct class_tally *tally);
