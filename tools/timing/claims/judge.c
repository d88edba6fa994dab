#include "judge.h"

#include <math.h>

enum bearing
claims_bearing(double low, double high, double at_least)
{
    if (!isfinite(low) || !isfinite(high))
        return BEARS_NOT;
    if (low >= at_least)
        return BEARS_FOR;
    return high < at_least ? BEARS_AGAINST : BEARS_NOT;
}

enum bearing
claims_lossy(double lost)
{
    return lost > 0 ? BEARS_FOR : BEARS_NOT;
}

enum verdict
claims_verdict(const enum bearing *bearings, size_t count)
{
    size_t with = 0, against = 0;

    if (count == 0)
        return VERDICT_NOT_YET;
    for (size_t i = 0; i < count; i++) {
        with += bearings[i] == BEARS_FOR;
        against += bearings[i] == BEARS_AGAINST;
    }
    if (with == count)
        return VERDICT_HOLDS;
    if (against == count)
        return VERDICT_HOLDS_NOT;
    return with > 0 ? VERDICT_CONDITIONS : VERDICT_CANNOT_TELL;
}

const char *
claims_verdict_text(enum verdict verdict)
{
    static const char *const texts[VERDICTS] = {
        [VERDICT_HOLDS] = "holds",
        [VERDICT_CONDITIONS] = "holds under these conditions",
        [VERDICT_HOLDS_NOT] = "does not hold here",
        [VERDICT_CANNOT_TELL] = "cannot tell",
        [VERDICT_NOT_YET] = "not yet measured",
    };

    return texts[verdict];
}
