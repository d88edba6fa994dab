/* What else went on while we measured, and what that does to the figures. */
#pragma once

#include "../timing.h"

enum { MAX_WARNINGS = 8, WARNING_BYTES = 240 };

struct warnings {
    char text[MAX_WARNINGS][WARNING_BYTES];
    size_t count;
};

/* Before the first probe is started. */
void warnings_begin(void);

/* After the last probe has been reaped. */
struct warnings warnings_end(const struct timing *timing);
