/* Asking a twin for a fact. */
#pragma once

#include "claims.h"

enum { ANSWER_BYTES = 8192 };

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Run a twin with --json among its words. It may tell that its invariant is
 * broken, or that its workers are stuck. False where there is no answer. */
bool claims_ask(
    char out[ANSWER_BYTES], const char *program, const char *const *words);

/* What was seen, or why nothing was, and how that bears on a claim. */
void claims_found(struct finding *finding, enum bearing bearing,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* What a single run of a twin shows, or its own rounds. */
void claims_twins(struct finding findings[FINDINGS]);

/* What has to be run several times, for an interval. */
void claims_runs(
    struct finding findings[FINDINGS], const struct timing *timing);
