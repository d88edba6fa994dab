/* The result as a table to read, or as one JSON object with every sample. */
#pragma once

#include "../measure/warnings.h"
#include "../timing.h"

#include "kit/options.h"

#include <stdio.h>

void report_text(
    FILE *out, const struct timing *timing, const struct warnings *warnings);

/* A struct timing as rows: for csv_file. */
void report_csv(FILE *out, const void *what);

/* `table` describes timing->options. */
void report_json(FILE *out, const struct timing *timing,
    const struct warnings *warnings, const struct option_row *table);
