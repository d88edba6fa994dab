/* The pictures of what timing measures, as gnuplot's scripts. */
#pragma once

#include "../timing.h"

/* A row for each cost, on a logarithmic scale. */
void plot_costs(FILE *out, const struct timing *timing);

/* A row for each comparison, in its own words: the ratio. */
void plot_ratios(FILE *out, const struct timing *timing);

/* The first operation as a waterfall: each step from the cost of what it is
 * compared with to its own. */
void plot_steps(FILE *out, const struct timing *timing);

/* Cost over size. */
void plot_memory(FILE *out, const struct timing *timing);
void plot_working_set(FILE *out, const struct timing *timing);
