/* Warm-up and rounds of one launch: who is asked when, and what a sample is. */
#pragma once

#include "../timing.h"

/* Discard the first batch of each probe. In the first launch, also find out how
 * many units make a batch of the right length; later, the fastest batch so far
 * decides. */
void rounds_warm_up(struct timing *timing);

/* How long an answer should take: so long that the clock's own cost, some 50
 * ns, is below 0.1 % of it, and yet short compared with the changes of the
 * machine's speed: after a second, hand-overs measured in answers of 0.2 ms
 * were known more than twice as precisely as in answers of 0.5 ms. Creations
 * get the longer ones: the first of an answer find cold caches, and should not
 * weigh much. What else is measured must not matter: a batch of two forks costs
 * a seventh more for each than a batch of five. */
double rounds_goal_ns(const struct operation *operation);

/* Ask every live series once and store its sample at this place of the present
 * launch. */
void rounds_take(struct timing *timing, size_t round);
