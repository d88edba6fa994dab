/* How a claim is judged. It rests on findings. A finding is a ratio with its
 * interval, set against a bound that was fixed beforehand, or a fact. It bears
 * for the claim, against it, or not at all. */
#pragma once

#include <stddef.h>

enum bearing { BEARS_NOT, BEARS_FOR, BEARS_AGAINST };

enum verdict {
    VERDICT_HOLDS,
    VERDICT_CONDITIONS, /* holds under these conditions */
    VERDICT_HOLDS_NOT,
    VERDICT_CANNOT_TELL,
    VERDICT_NOT_YET, /* its scenario is not here */
    VERDICTS
};

/* "At least so much": for it where the whole interval is, against it where none
 * of it is. Without an interval (NaN) it bears on nothing. */
enum bearing claims_bearing(double low, double high, double at_least);

/* Lost updates: one proves that they can be lost; none proves nothing. */
enum bearing claims_lossy(double lost);

/* Holds where all findings are for it, does not hold where all are against it;
 * under conditions where some are for it. Otherwise it cannot tell. */
enum verdict claims_verdict(const enum bearing *bearings, size_t count);

const char *claims_verdict_text(enum verdict verdict);
