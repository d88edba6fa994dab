/* A schedule as text: a worker's name for each step, A for the first one. A
 * number before a name repeats it: 2A3BA is AABBBA. A sign after it says that
 * something happens to the worker: C~ returns from a wait without a signal, C@
 * is killed with its process, C^ is interrupted, C_ gets no memory, C%
 * gets a signal. */
#pragma once

#include "turn.h"

/* The name of a worker: A to Z, a to z, A+ to z+, and so on. Each in its own
 * static storage. */
const char *schedule_name(int worker);

/* The sign of a chance; "" for a step of its own. */
const char *schedule_sign(enum chance chance);

/* Read a schedule of at most `size` steps into turns. Returns how many; -1 if
 * it is invalid. */
int schedule_read(const char *text, uint16_t *schedule, int size);

/* Write it, with counts if that is shorter. In static storage. */
const char *schedule_text(const uint16_t *schedule, int steps);
