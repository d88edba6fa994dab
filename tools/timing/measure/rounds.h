/* Warm-up and rounds of one launch: who is asked when, and what a sample is. */
#ifndef TIMING_ROUNDS_H
#define TIMING_ROUNDS_H

#include "../timing.h"

/* Throw the first batch of each probe away. In the first launch, also find out
 * how many units make an answer of its length; later it follows the fastest. */
void rounds_warm_up(struct timing *timing);

/* Ask every live series once and store its sample at this place of the present
 * launch. */
void rounds_take(struct timing *timing, size_t round);

#endif
