/* What one PATH on the command line stands for: a student's programs, and the
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
    const char *lab;   /* NULL: as its folder or Makefile says */
    const char *model; /* NULL: both that the lab has */
};

/* An instructor's mistake ends the program with status 2. */
void submission_open(struct submission *submission, const char *path,
    const struct wanted *wanted);
void submission_close(struct submission *submission);
