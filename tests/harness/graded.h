/* For the tests of grade: a lab of the test's own, and programs for it. */
#pragma once

#include "program.h"

/* The lab "own", below a folder that TWINLAB_LABS names from now on. */
void lab_write(const char *rubric);

/* A rubric with each check, 100 points for either model: build, run,
 * schedules, hygiene, race, text. */
extern const char each_check[];

/* A program for it: two threads that each add 1 under a lock. Lines of it that
 * contain the first text of a pair are replaced by the second; pairs up to a
 * NULL. Stands until the next call. */
const char *adder(const char *const *changes);

/* The source as thread.c in a folder of its own; the folder's path. */
const char *submission(const char *source);

/* Run the grader, without a sandbox, with these arguments; by the lab "own". */
#define GRADE(...)     RUN("grade", "--no-sandbox", __VA_ARGS__)
#define GRADE_OWN(...) GRADE("--lab", "own", __VA_ARGS__)

/* Grade that source by the lab, as one object. */
const struct outcome *grade(const char *source);

/* In a report: a check's status ("" if there is no such check), its points and
 * its output. The texts are valid until the next call. */
const char *status_of(const char *report, const char *check);
double points_of(const char *report, const char *check);
const char *output_of(const char *report, const char *check);
