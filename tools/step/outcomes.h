/* What a program did, as seen from outside: its stdout, and its exit status. If
 * nobody has said what is right, and outcomes differ between schedules, the
 * reader is asked. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { MAX_OUTCOMES = 64, OUTCOME_TEXT = 1024, QUOTED_BYTES = 64 };

struct outcome {
    int status;
    uint64_t hash;
    char text[OUTCOME_TEXT]; /* how it begins */
};

struct outcomes {
    int count; /* MAX_OUTCOMES: that many, or more */
    struct outcome outcome[MAX_OUTCOMES];
};

/* The outcome's number, the same for all that are equal. */
int outcomes_add(struct outcomes *outcomes, const char *text, int status);

/* Are two texts the same, except for white space at their ends? */
int outcomes_same_text(const char *left, const char *right);

/* The text in quotes, on one line, without its first bytes, and cut if long:
 * dots stand for what is missing. */
const char *outcomes_quote_from(
    const char *text, size_t skipped, char quoted[QUOTED_BYTES]);

/* So many bytes to skip of both texts, so that one sees where they part. */
size_t outcomes_part(const char *left, const char *right);

/* The same of one of the first so many, told from the others: without the lines
 * with which all begin alike, and more if need be. */
const char *outcomes_quote(const struct outcomes *outcomes, int count,
    int number, char quoted[QUOTED_BYTES]);
