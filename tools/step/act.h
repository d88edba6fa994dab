/* The steps, except those in which a worker may sleep (enter.h). */
#pragma once

#include "ahead.h"

/* Make the step: an access, a library call that is one step, a system call as
 * if it returned `result`. False if the worker died of it. */
bool act_access(struct ahead *ahead);

/* If all tasks are controlled, a read-modify-write without LOCK is two steps, a
 * load and a store: another core can come between. act_is_load: does the pose
 * stand before the first of these? act_load makes it: nothing is run, but the
 * value in memory is remembered. */
bool act_is_load(const struct machine *machine, const struct pose *pose);
bool act_load(struct ahead *ahead);

/* To make it fail, it asks for more memory than there is. */
bool act_function(struct ahead *ahead, bool fails);

/* ACT_FOR_NOTHING: a wait for a condition returns unsignalled. */
enum { ACT_FOR_NOTHING = 1 << 30 };
bool act_call(struct ahead *ahead, long result);

/* A call whose input is its result, or what is told of a process or a signal
 * (await.h); if it makes a task, the second is the spare worker that this
 * becomes, and for a process, see forking.h. */
bool act_answer(struct ahead *ahead, const uint64_t *input, struct edge *edge);

/* End, alone or with the process, but not yet for real. Returns the pose's
 * number. */
int act_leave(struct ahead *ahead);
