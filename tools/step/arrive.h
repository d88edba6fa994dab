/* The pose that a worker has reached: its registers, and its own words. */
#pragma once

#include "ahead.h"

/* Is that memory below its stack pointer, on the stack that it began on? Nobody
 * reads there. */
bool arrive_is_dead(const struct ahead *ahead, uint64_t low, uint64_t high);

/* Returns the number of the pose, whose kind and next step are given. */
int arrive(struct ahead *ahead, struct pose *pose);
