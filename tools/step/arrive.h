/* The pose that a worker has reached: its registers, and its own words. */
#pragma once

#include "ahead.h"

/* Returns the number of the pose, whose kind and next step are given. */
int arrive(struct ahead *ahead, struct pose *pose);
