/* The workers' ids: the same in each run of the program.
 *
 * Ids differ between starts, and get into what the workers share: mutexes hold
 * their owners' ids. What is known from the first start must hold in each, so
 * the workers keep the ids that they had then: the C library stores a thread's
 * id near its thread pointer, and we answer the system calls that ask for ids.
 */
#pragma once

#include "target.h"

/* In the first start: record them. */
void ids_learn(const struct target *target, struct program *program);

/* In a later one, when the workers have just arrived: restore them. */
void ids_keep(const struct target *target, const struct program *program);

/* Does it ask for an id of the caller's own or its parent's? */
bool ids_names(const struct call *call);

/* Does the call ask about the worker itself, and not about another process? */
bool ids_can_tell(
    const struct program *program, int worker, const struct call *call);

/* What it then returns: gettid, getpid, getppid, getpgrp, getpgid or getsid. */
long ids_tell(
    const struct program *program, int worker, const struct call *call);
