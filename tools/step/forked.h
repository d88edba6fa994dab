/* A process that a worker creates during the study.
 *
 * Nothing is really created then, as with threads (born.h). A child is
 * registers, and the words in which its memory differs from that of its
 * ancestor when the study began: those in which its parent's memory does at the
 * fork. They are put on a spare process (spare.h), a copy of that ancestor; so
 * a fork can be undone, and made again elsewhere, like any other step. */
#pragma once

#include "ahead.h"

/* Does a call that makes a task make a process with a copy of the memory? */
bool forked_is_call(const struct call *call);

/* Is it a word of the memory that a fork copies? */
bool forked_copies(const struct space *space, uint64_t key);

/* The worker that stands there cannot fork, and why: limit_refuse. */
_Noreturn void forked_refuse(const struct pose *pose, const char *why);

/* The kernel's part of the fork at that pose: the child gets descriptors of its
 * own, which are those that its parent has now (spare.h). */
void forked_part(struct machine *machine, int pose);

/* The worker forks, with that input (forking.h). Returns the pose that the
 * child begins at; -1 if the pass is over. */
int forked_make(struct ahead *ahead, const uint64_t *input);
