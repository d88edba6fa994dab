/* The conductor: starts the probes, asks them in turn, and keeps the time.
 *
 * A launch starts each probe afresh, since page layout moves a figure from
 * launch to launch, and discards its first batch. In each round of a launch
 * every operation has its turn, in a fresh random order; within it the models
 * are asked one after the other and then in reverse (ABBA), so that a drift of
 * the machine affects them alike. The sample of a round is what the two visits
 * took per unit, less the bare calls of the same visits:
 *
 *     net = batch / units - bare / bare units
 *
 * At least 12 launches are made where time allows. More follow until each ratio
 * to thread is known to within --precision, or the time is up. */
#pragma once

#include "../timing.h"

/* Measure. On return no probe is left; the series hold their samples, counts,
 * reasons and figures; or, if timing->signal is set, we are asked to stop. */
void conduct(struct timing *timing);
