/* Tasks for the workers that are made during the study, stopped until registers
 * and words of memory are put on them (born.h, forked.h).
 *
 * A spare thread is one more of main's process. A spare process is a copy of
 * its ancestor that was there when the study began, as it was then. If that is
 * its parent, it shares the table of descriptors with it until the fork: so it
 * keeps open nothing that its parent closes, and gets all that it opens. */
#pragma once

#include "target.h"

/* The worker that is the n-th task made by that one; if new, it has a spare
 * task from the next start on. */
int spare_for(struct program *program, const struct spare *spare);

/* What the worker is a spare task for; NULL: it is none. */
const struct spare *spare_of(const struct program *program, int worker);

/* The worker itself, if it was there when the study began; else the ancestor
 * that was. */
int spare_ancestor(const struct program *program, int worker);

/* Does the worker's process go on a spare one? */
bool spare_is_late(const struct program *program, int worker);

/* Make the next one. The tasks that were there when the study began have
 * arrived; they are as before. */
void spare_make(struct target *target, const struct program *program);

/* Its parent is the worker that makes it. */
void spare_adopt(struct target *target, const struct program *program);
