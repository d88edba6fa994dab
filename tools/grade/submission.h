/* What stands on the command line for one PATH: a student's programs, and the
 * lab that they belong to. */
#pragma once

#include "lab.h"
#include "source.h"

struct submission {
    struct lab lab;
    struct source source[MOST_SOURCES];
    int sources;
};

/* What to grade it by. */
struct wanted {
    const char *lab;   /* NULL: as its folder or its Makefile tells */
    const char *model; /* NULL: both that the lab has */
};

/* A mistake of the instructor's ends the program with status 2. */
void submission_open(struct submission *submission, const char *path,
    const struct wanted *wanted);
void submission_close(struct submission *submission);
