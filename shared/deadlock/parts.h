/* What the files beside this one offer each other. */
#pragma once

#include "deadlock.h"

enum { DEADLOCK_BALANCE = 100, DEADLOCK_NOBODY = -1 };

/* Must the mutexes survive their owners? */
bool deadlock_is_robust(const struct deadlock_options *options);

/* Change a worker's note of what it is doing. */
void deadlock_note(struct deadlock_notes *notes, enum deadlock_doing doing);

enum deadlock_doing deadlock_doing(const struct deadlock *deadlock, int index);

/* Which worker has noted that it holds the lock, or DEADLOCK_NOBODY. */
int deadlock_holder(const struct deadlock *deadlock, int lock);

/* The money in all accounts. */
long deadlock_money(const struct deadlock *deadlock);

/* Fill in who waits for what, and whether that is a cycle. */
void deadlock_report(const struct deadlock *deadlock,
    const pthread_mutex_t *mutexes, struct deadlock_result *result);

/* Fill in what follows from the rest; the status to exit with. */
int deadlock_judge(const void *options, void *result);
