/* The result as a table to read, or as one JSON object with every sample. */
#ifndef TIMING_REPORT_H
#define TIMING_REPORT_H

#include "timing.h"

#include "kit/options.h"

#include <stdio.h>

void report_text(FILE *out, const struct timing *timing);

/* `table` describes timing->options. */
void report_json(
    FILE *out, const struct timing *timing, const struct option_row *table);

#endif
