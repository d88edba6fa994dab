/* A thread that a worker creates during the study.
 *
 * Nothing is really created then. A thread is registers, a signal mask, and the
 * words that it has changed: it is put on a spare task of its process
 * (spare.h), and it can be undone like any other step. What clone(2) writes,
 * and what the kernel remembers about a thread (the word that it clears at the
 * end, the list of robust locks), is kept with its pose. */
#pragma once

#include "ahead.h"

/* The worker's clone or clone3 returns that id; the new thread is worker
 * `child`, a spare one until now. Returns the pose that it begins at; -1 if the
 * pass is over. id_at: where the kernel writes the id; or 0. Anything that is
 * not a thread, or shares less than a thread does, is refused. */
int born_make(struct ahead *ahead, long id, int child, uint64_t id_at[2]);

/* ---- For forked.h. ---- */

/* A child that returns 0 from the call, with its parent's registers. */
struct pose born_pose(const struct ahead *ahead, int child);

/* Put it on its task, and run it to the pose that it begins at. The kernel
 * writes its id there, in its own memory; or 0. */
int born_begin(struct ahead *ahead, struct pose *pose, uint64_t id_at, long id);
