/* What else went on while we measured, and what that does to the figures: in
 * words. */
#ifndef TIMING_WEATHER_H
#define TIMING_WEATHER_H

#include "../timing.h"

enum { MAX_WARNINGS = 8, WARNING_BYTES = 240 };

struct weather {
    char warnings[MAX_WARNINGS][WARNING_BYTES];
    size_t count;
};

/* Before the first probe is started. */
void weather_begin(void);

/* After the last probe has been reaped: what there is to warn of. */
struct weather weather_end(const struct timing *timing);

#endif
