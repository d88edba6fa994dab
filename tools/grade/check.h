/* The checks: what a rubric's line can ask of a program. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct grading;
struct row;

enum verdict_status {
    VERDICT_PASSED,
    VERDICT_PARTIAL, /* some of the points */
    VERDICT_FAILED,
    VERDICT_NOT_JUDGED /* this machine cannot judge it: no points, none lost */
};

/* The result of a check. */
struct verdict {
    enum verdict_status status;
    double points;
    FILE *out; /* for the student to read, while it is judged */
};

enum { CHECK_KEYS = 12 };
#define CHECK_MARKS "+#|"

struct check {
    const char *name;
    /* The settings that it knows, up to NULL, besides model and seconds, which
     * all checks have. "+" before a name: required; "#": a whole number; "|":
     * names of functions. */
    const char *keys[CHECK_KEYS];
    void (*judge)(struct grading *grading, const struct row *row,
        struct verdict *verdict);
};

/* The check of that name, or NULL. */
const struct check *check_find(const char *name);

/* All points, or none; a share of them, from 0 to 1. */
void verdict_pass(struct verdict *verdict, const struct row *row);
void verdict_share(
    struct verdict *verdict, const struct row *row, double share);

/* This machine cannot judge it: the text says why. */
void verdict_unjudged(struct verdict *verdict);

void judge_build(
    struct grading *grading, const struct row *row, struct verdict *verdict);
void judge_run(
    struct grading *grading, const struct row *row, struct verdict *verdict);
void judge_schedules(
    struct grading *grading, const struct row *row, struct verdict *verdict);
void judge_hygiene(
    struct grading *grading, const struct row *row, struct verdict *verdict);
void judge_race(
    struct grading *grading, const struct row *row, struct verdict *verdict);
void judge_race_of_processes(
    struct grading *grading, const struct row *row, struct verdict *verdict);
void judge_text(
    struct grading *grading, const struct row *row, struct verdict *verdict);
void judge_handed_out(
    struct grading *grading, const struct row *row, struct verdict *verdict);
