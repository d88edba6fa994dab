/* The report on one program: a result for each line of the rubric. */
#pragma once

#include "check.h"

#include <stdbool.h>
#include <stdio.h>

struct grading;
struct lab;
struct source;

enum { HASH_BYTES = 65 };

struct result {
    const struct row *row;
    enum verdict_status status;
    double points, seconds;
    char *output; /* NULL: it has not been judged yet */
};

struct report {
    const char *path, *lab, *model;
    struct result *result;
    int results;
    double score;
    long max_score;
    long unjudged; /* points of what this machine cannot judge */
    double seconds;
    bool is_gradable; /* false: there is no program to judge */
    char sources_hash[HASH_BYTES], rubric_hash[HASH_BYTES]; /* SHA-256 */
};

/* All reports of one command line; the last may be unfinished. */
struct reports {
    struct report *report;
    int count;
};

/* Begin a report: nothing has been judged. */
void report_begin(
    struct report *report, const struct lab *lab, const struct source *source);
void report_free(struct report *report);

/* Enter the result of the index-th check, and update the sums. */
void report_enter(struct report *report, int index,
    const struct verdict *verdict, double seconds, char *output);

/* "passed", "partial", "failed", "not_judged" */
const char *report_status_name(enum verdict_status status);

double reports_score(const struct reports *reports);
long reports_max(const struct reports *reports);
double reports_seconds(const struct reports *reports);

/* "score 65 of 100; 15 points not judged here" */
void report_total(FILE *out, const struct report *report);
