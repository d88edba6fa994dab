/* The ratio of two medians that were not measured in the same rounds: of two
 * runs, on two days or two machines. Nothing cancels out, so the interval is
 * wider than that of a ratio formed round by round. */
#pragma once

#include "../timing.h"

/* The median of b over that of a. The interval is by bootstrap, as in
 * statistics.h, of each side by itself: medians of either are drawn, those of a
 * side are moved away from its middle as statistics_widening has it for its
 * launches, and the middle 95 % of the ratios of such pairs are the interval
 *   Efron, Tibshirani: An Introduction to the Bootstrap (1993), section 8.3
 *   (two samples).
 * The values are above 0 or, if `logarithms`, the logarithms of ratios. NaN for
 * no samples; no interval with fewer than two launches on a side. The same
 * samples and seed give the same figure. */
struct figure unpaired_ratio(const struct samples *a, const struct samples *b,
    bool logarithms, long seed);
