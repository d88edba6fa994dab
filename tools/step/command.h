/* The command line: step's part, and the program's. */
#pragma once

#include "study.h"

#include <stdbool.h>

enum { MAX_SUBJECTS = 8, MAX_ARGUMENTS = 128 };

struct step_options {
    const char *model;
    const char *function;
    const char *preemptions; /* a number, or "all" */
    bool every_instruction, inside_calls, no_reduction;
    long sample, depth, seed;
    const char *sampler;
    long spurious;
    const char *faults;
    const char *schedule;
    const char *save, *replay;
    bool quiz, all_steps, verbose, progress;
    const char *watch, *final;
    const char *invariant;
    bool always, races;
    long expect_status;
    const char *expect_output;
    long max_seconds;
    bool json;
};

/* A program to be studied. */
struct subject {
    const char *title; /* "proc", or the name of the user's program */
    struct program program;
    char path[4096];
    char *argv[MAX_ARGUMENTS];
};

/* What is asked. */
struct command {
    struct step_options options;
    const char *scenario; /* NULL: the user's own program */
    struct question question;
    char broken[64], breaks[64]; /* what bad schedules do, and what one does */
    char figure[64];
    char *own[MAX_ARGUMENTS]; /* step's own words, up to a NULL */
    int subjects;
    struct subject subject[MAX_SUBJECTS];
};

/* Read it. A mistake ends us with status 2, in one line. */
void command_read(struct command *command, int argc, char **argv);
