/* Common to all ways to create a task: the new task records when it began, and
 * the parent waits for its end. For the main thread only, except child_first.
 */
#pragma once

#include <stdbool.h>

/* Once, before the first creation: memory that parent and tasks share. Ends the
 * program with status 77 if there is none. */
void child_prepare(bool ask_first);

/* The first call in the new task: record the time, if requested. */
void child_first(void);

/* The time that the last task recorded. */
long child_first_ns(void);

/* The call has refused a task, with this error number: say why. Returns
 * STATUS_CANNOT. */
int child_refused(const char *call, int code);

/* Wait for a child that should end with status 0, with these flags of waitpid:
 * 0, or STATUS_BROKEN after a message; without one if we were asked to stop.
 * STATUS_CANNOT is the child's own, which has said why. */
int child_reap(int id, int flags);
