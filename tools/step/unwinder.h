/* The unwinder, by which pthread_exit and pthread_cancel end a thread. The C
 * library loads it, and it prepares itself, when it is first needed.
 *
 * Which thread ends first would then matter to all others, and each order of
 * their steps up to there would have to be tried. So main uses it once, when it
 * has made its first thread, in a call of backtrace(3). If the program cancels
 * threads, main also calls pthread_cancel, which sets the library's handler. */
#pragma once

#include "target.h"

/* Does the program call these? Then find the functions. */
void unwinder_learn(struct program *program);

/* Main has just made its first task: it calls them, and stands where it stood.
 */
void unwinder_use(struct target *target, const struct program *program);
