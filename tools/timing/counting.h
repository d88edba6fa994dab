/* Does the kernel's count bear out what was asked for? */
#ifndef TIMING_COUNTING_H
#define TIMING_COUNTING_H

#include "timing.h"

/* Refuse each series of switches for which the kernel counted something else
 * than was asked for, over all batches so far, by more than `tolerance` (0.01
 * is 1 %), and say what happened instead. */
void counting_check(struct timing *timing, double tolerance);

#endif
