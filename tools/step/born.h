/* A thread that a worker makes in mid-study.
 *
 * Nothing is made then. A thread is registers, a mask of signals, and the words
 * that it has changed: it is put on a spare task of its process, which has
 * stood still since it was born (births.h), and it can be taken back like any
 * other step. What clone(2) writes, and what the kernel remembers of a thread
 * (the word that it clears in the end, the list of robust locks), is kept with
 * its pose. */
#pragma once

#include "ahead.h"

/* The worker's clone or clone3 returns that id; the new thread is worker
 * `child`, a spare one until now. The pose that it begins at; -1 if the pass is
 * over. id_at: where the kernel writes the id; or 0. What is no thread, or
 * shares less than a thread does, is refused. */
int born_make(struct ahead *ahead, long id, int child, uint64_t id_at[2]);
