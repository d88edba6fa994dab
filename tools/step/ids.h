/* The workers' ids: the same in each run of the program.
 *
 * Ids differ with each start, and get into what the workers share: mutexes have
 * their owners' ids. What is known of the first start must hold in each, so the
 * workers go on to believe in the ids that they had then: the C library keeps a
 * thread's own near its thread pointer, and the system calls that ask for them
 * are answered by us. */
#pragma once

#include "target.h"

/* In the first start: take note of them. */
void ids_learn(const struct target *target, struct program *program);

/* In a later one, where the workers have just arrived. */
void ids_keep(const struct target *target, const struct program *program);
