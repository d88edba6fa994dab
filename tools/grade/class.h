/* A class: a folder with a folder, or a source, for each student.
 *
 * The results are in FOLDER.graded: results/, one anonymous file per student
 * with what --json prints; grades.csv, which says whose is whose; summary.txt.
 * A result's file is named after a hash of what decides it: the sources, the
 * rubric, the version. So nothing is graded twice, even if we have been killed
 * in between, and equal sources are graded once. */
#pragma once

#include "submission.h"

#include <stdbool.h>
#include <stdio.h>

struct class_order {
    struct wanted wanted;
    const char *folder, *csv; /* csv NULL: where the results are */
    bool no_sandbox, json;
    long jobs, max_seconds;
};

enum { CLASS_KEY_BYTES = 65, CLASS_PATH_BYTES = 4096 };

struct student {
    char *name;
    char path[CLASS_PATH_BYTES];   /* what is handed in */
    char result[CLASS_PATH_BYTES]; /* the file, there or not yet */
    char key[CLASS_KEY_BYTES];     /* a hash of what decides the verdict */
    bool is_graded;
    bool has_failed; /* the grader itself: not the student's fault */
};

struct class_list {
    struct student *student;
    int count;
    char out[CLASS_PATH_BYTES]; /* FOLDER.graded */
};

/* Grade all that are not graded yet. The exit status: 0 once all are graded,
 * whatever their points. */
int class_grade(const struct class_order *order);

/* The students, sorted by name, and which of them are graded already. Only one
 * grader at a time may work on a class: another ends with status 77. */
void class_list_open(struct class_list *list, const struct class_order *order);
void class_list_close(struct class_list *list);

/* Grade the rest, order->jobs at once. Returns the signal that asks us to stop,
 * or 0. */
int class_work(struct class_list *list, const struct class_order *order);

/* In a separate process: grade one student, and write the result. False if the
 * lab asks for something that step does not understand. */
bool class_grade_one(
    const struct student *student, const struct class_order *order, FILE *out);

/* On stderr, if that is a terminal and the wait is long. */
void class_progress(int done, int all, int graded, long begin_ns);
void class_progress_clear(void);

/* Report on all: grades.csv, summary.txt and stdout. On failure, prints one
 * line that says what cannot be written, and returns false. */
bool class_report(
    const struct class_list *list, const struct class_order *order);
