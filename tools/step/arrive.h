/* The pose that a worker has come to: its registers, and its own words. */
#ifndef STEP_ARRIVE_H
#define STEP_ARRIVE_H

#include "ahead.h"

/* The number of the pose, whose kind and next step are given. */
int arrive(struct ahead *ahead, struct pose *pose);

#endif
