/* What gnuplot is told. The colours are those of Okabe and Ito, Color Universal
 * Design (2008), which the colour-blind tell apart; shapes and words say the
 * same. Costs are plotted in seconds, so that gnuplot finds the unit. */
#ifndef TIMING_PLOT_SCRIPT_H
#define TIMING_PLOT_SCRIPT_H

#include "../timing.h"

#define PLOT_SLOWER "0xD55E00" /* vermillion */
#define PLOT_FASTER "0x0072B2" /* blue */
#define PLOT_NONE   "0x8C8C8C" /* grey */
#define PLOT_BASE   "0x222222"

/* The picture that fits what was measured. */
void plot_script(FILE *out, const struct timing *timing);

/* Its head: size in pixels, the title, and the machine below it. */
void plot_head(FILE *out, int width, int height, const char *title);

/* 'text' as gnuplot reads it. */
void plot_quote(FILE *out, const char *text);

/* A logarithmic axis ("x" or "y") of costs, from low to high in seconds, with
 * a margin. */
void plot_ticks(FILE *out, const char *axis, double low, double high);

/* The colour of a verdict; that of the base for NULL. */
const char *plot_colour(const char *verdict);

/* Rows with intervals on a logarithmic scale: costs, or (by comparisons)
 * ratios. */
void plot_costs(FILE *out, const struct timing *timing);
void plot_ratios(FILE *out, const struct timing *timing);

/* The first operation as a waterfall: each step from the cost of what it is
 * compared with to its own. */
void plot_steps(FILE *out, const struct timing *timing);

/* Cost over size. */
void plot_memory(FILE *out, const struct timing *timing);
void plot_working_set(FILE *out, const struct timing *timing);

#endif
