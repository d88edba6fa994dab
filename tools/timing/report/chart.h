/* Pictures made of characters. */
#pragma once

#include "../timing.h"

/* The ratios to the base, one in a line, with their verdicts; on a logarithmic
 * scale the interval as [===], with | where the ratio is 1. */
void chart_ratios(FILE *out, const struct timing *timing);

/* The costs of an operation's series as bars of one length for one time, each
 * with its difference to the series that it is a step from. */
void chart_steps(
    FILE *out, const struct timing *timing, const struct operation *operation);
