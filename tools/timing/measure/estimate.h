/* From samples to figures: medians, ratios, their intervals, and a verdict. */
#pragma once

#include "../timing.h"

/* Fill in the ratio of every comparison, the widest interval of those that
 * matter, and whether that is precise enough: for a check on the way. */
void estimate_ratios(struct timing *timing);

/* All of that, the figures of every series that has samples, and the
 * differences. */
void estimate_all(struct timing *timing);

/* The median and its interval of launches by rounds; the rounds of a launch
 * are MAX_ROUNDS apart from those of the next. The same samples give the same
 * figure. */
struct figure estimate_figure(
    const struct timing *timing, const double *values, size_t launches);

/* The interval of a ratio of creations, made wider by what such a ratio moves
 * by from minute to minute, where a run of seconds sees nothing of it: a
 * standard deviation of 1.2 %, in the runs of `make bench-coverage`. More
 * samples would not make it less, so the precision asked for leaves it out. It
 * is known from experience and not from these samples (an uncertainty of type
 * B), so the two are added as squares: JCGM 100:2008 (GUM), 4.3 and 5.1.2.
 * `ratios` is how many such ratios went into this one. */
struct figure estimate_allow_drift(struct figure ratio, int ratios);

/* "slower", "faster", "none" where the interval holds 1, or NULL where there
 * is no ratio. */
const char *estimate_verdict(const struct comparison *comparison);

/* The comparison of this series with its operation's base, or NULL. */
const struct comparison *estimate_find(
    const struct timing *timing, const struct series *of);

/* The first comparison of this series, with whatever, that has a difference; or
 * NULL. */
const struct comparison *estimate_step(
    const struct timing *timing, const struct series *of);
