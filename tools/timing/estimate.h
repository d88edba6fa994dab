/* From samples to figures: medians, ratios, their intervals, and a verdict. */
#ifndef TIMING_ESTIMATE_H
#define TIMING_ESTIMATE_H

#include "timing.h"

/* Fill in the figures of every series that is live and has samples, with the
 * ratios to thread of the same launch and round; then the widest interval of a
 * ratio, and whether that is precise enough. */
void estimate(struct timing *timing);

/* Half the width of the ratio's interval in percent of the ratio; NaN where
 * there is none. */
double estimate_width(const struct figures *figures);

/* "slower", "faster", "none" where the interval holds 1, or NULL where there
 * is no ratio. */
const char *estimate_verdict(const struct figures *figures);

#endif
