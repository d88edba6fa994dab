/* The pose that a worker has reached: its registers, and its own words. */
#pragma once

#include "ahead.h"

/* Is that memory below its stack pointer, on the stack that it began on? Nobody
 * reads there. */
bool arrive_is_dead(const struct ahead *ahead, uint64_t low, uint64_t high);

/* A function of a library has just returned. All below the stack pointer was
 * its own: no caller may read there before something is written again, not even
 * in the red zone (System V ABI, 3.2.2: that is for those that call nobody).
 * Left in poses, it would only tell which way the function has gone. */
void arrive_note_return(struct ahead *ahead);

/* Returns the number of the pose, whose kind and next step are given. */
int arrive(struct ahead *ahead, struct pose *pose);
