/* Does the count bear out what was asked for: the kernel's, or for coroutines,
 * of which the kernel knows nothing, that of their own scheduler? */
#pragma once

#include "../timing.h"

/* Who counted it: "kernel", "scheduler", or for creations "starter". */
const char *counting_by(const struct series *series);

/* Refuse each series of switches for which something else was counted than was
 * asked for, over all batches so far, by more than `tolerance` (0.01
 * is 1 %), and say what happened instead. */
void counting_check(struct timing *timing, double tolerance);
