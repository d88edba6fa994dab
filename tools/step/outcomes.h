/* What a program came to, as anybody can see it: what it printed to stdout, and
 * the status that it ended with. Where nobody has said what is right, and it
 * differs from schedule to schedule, the reader is asked. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { MAX_OUTCOMES = 64, OUTCOME_TEXT = 160, QUOTED_BYTES = 64 };

struct outcome {
    int status;
    uint64_t hash;
    char text[OUTCOME_TEXT]; /* how it begins */
};

struct outcomes {
    int count; /* MAX_OUTCOMES: so many, or more */
    struct outcome outcome[MAX_OUTCOMES];
};

/* Which one is it? A number, as for all that are equal to it. */
int outcomes_add(struct outcomes *outcomes, const char *text, int status);

/* Are two texts the same, but for white space at their ends? */
int outcomes_same_text(const char *left, const char *right);

/* The text in quotes, in one line that is not too long. */
const char *outcomes_quote(const char *text, char quoted[QUOTED_BYTES]);
