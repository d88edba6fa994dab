/* The verdict on each claim, from its findings, and why. */
#pragma once

#include "claims.h"

enum { CLAIMS_WHY_BYTES = 600 };

/* "open", "for", "against". */
extern const char *const claims_bearing_texts[];

/* How many findings a claim has; 0 where it is not yet measured. */
size_t claims_count(const struct claim *claim);

enum verdict claims_judge(const struct claim *claim);

/* What a claim that is not yet measured waits for. */
const char *claims_awaited(const struct claim *claim);

/* Append "for: a; b" to `why`: the findings that bear so; nothing where none
 * does. */
void claims_names(char why[CLAIMS_WHY_BYTES], const struct claim *claim,
    enum bearing bearing);

/* All findings, by how they bear. */
void claims_why(char why[CLAIMS_WHY_BYTES], const struct claim *claim);
