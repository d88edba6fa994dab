/* Warm-up and rounds of one launch: who is asked when, and what a sample is. */
#pragma once

#include "../timing.h"

/* Discard the first batch of each probe. In the first launch, also find out how
 * many units make a batch of the right length; later, the fastest batch so far
 * decides. */
void rounds_warm_up(struct timing *timing);

/* Ask every live series once and store its sample at this place of the present
 * launch. */
void rounds_take(struct timing *timing, size_t round);
