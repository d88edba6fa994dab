/* A student's program running freely. */
#pragma once

#include <stdbool.h>

struct grading;
struct row;
struct run_result;
struct verdict;
struct words;

struct plain {
    const struct words *words;
    const char *input; /* NULL: none */
    double seconds;    /* it may take at most */
    long cpu_seconds;  /* and of CPU time; 0: twice as many */
    bool has_shadow;   /* valgrind or a sanitizer, which take much memory */
};

/* Run it once, on one CPU, where chance matters least. Otherwise as
 * grading_run; false also if this machine cannot start it, which is not the
 * program's fault. */
bool plain_run(struct grading *grading, const struct plain *plain,
    struct run_result *result, struct verdict *verdict);

/* Did it exit with the row's status= and print its expect=? */
bool plain_is_right(const struct row *row, const struct run_result *result);

/* What it did, and what it should have done. */
void plain_tell(struct verdict *verdict, const struct row *row,
    const struct run_result *result);
