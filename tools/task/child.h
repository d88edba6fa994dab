/* What all ways to make a task have in common: the new task notes when it
 * began, and the parent waits for its end. Main thread only, but for
 * child_first. */
#ifndef TASK_CHILD_H
#define TASK_CHILD_H

#include <stdbool.h>

/* Once, before the first creation: memory that parent and tasks share. Ends the
 * program with status 77 where there is none. */
void child_prepare(bool ask_first);

/* In the new task, first of all: note the time, if that was asked for. */
void child_first(void);

/* What the last task noted. */
long child_first_ns(void);

/* Wait for a child that should end with status 0, with these flags of waitpid:
 * 0, or STATUS_BROKEN after a message; without one if we were asked to stop. */
int child_reap(int id, int flags);

#endif
