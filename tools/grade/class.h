/* A class: a folder with a folder, or a source, for each student.
 *
 * Beside it stands FOLDER.graded: results/, one file for each student, which is
 * what --json prints and bears no name; grades.csv, which tells whose is whose;
 * summary.txt. A result's file is named after a hash of what decides it: the
 * sources, the rubric, the version. So whoever is graded is not graded again,
 * also when we have been killed in between; and equal sources are graded once.
 */
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

/* Who is there, in order of names; who is graded already. Only one grader at a
 * time may work on it: another ends with status 77. */
void class_list_open(struct class_list *list, const struct class_order *order);
void class_list_close(struct class_list *list);

/* Grade the rest, so many at once. Returns the signal by which we are asked to
 * stop, or 0. */
int class_work(struct class_list *list, const struct class_order *order);

/* In a process of its own: grade one, and write the result. True if the lab
 * asks for nothing that step does not understand. */
bool class_grade_one(
    const struct student *student, const struct class_order *order, FILE *out);

/* On stderr, if that is a terminal and the wait is long. */
void class_progress(int done, int all, int graded, long begin_ns);
void class_progress_clear(void);

/* What came of all: grades.csv, summary.txt and stdout. False once one line has
 * said what cannot be written. */
bool class_report(
    const struct class_list *list, const struct class_order *order);
