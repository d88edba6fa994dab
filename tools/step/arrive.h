/* The pose that a worker has come to: its registers, and its own words. */
#pragma once

#include "ahead.h"

/* The number of the pose, whose kind and next step are given. */
int arrive(struct ahead *ahead, struct pose *pose);
