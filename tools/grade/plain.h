/* A student's program as it runs by itself. */
#pragma once

#include <stdbool.h>

struct grading;
struct row;
struct run_result;
struct verdict;
struct words;

/* Run it with these words, once, for so many seconds at most; on one CPU, where
 * chance has the least to say. As grading_run otherwise. */
bool plain_run(struct grading *grading, const struct words *words,
    const char *input, double seconds, struct run_result *result,
    struct verdict *verdict);

/* Did it exit with the row's status= and print its expect=? */
bool plain_is_right(const struct row *row, const struct run_result *result);

/* What it did, and what it should have done. */
void plain_tell(struct verdict *verdict, const struct row *row,
    const struct run_result *result);
