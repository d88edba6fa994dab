/* A word that tasks can sleep on: futex(2). Not FUTEX_PRIVATE: it works between
 * processes, in memory that they share, and between threads. A call that fails
 * ends the program with status 1. */
#pragma once

#include <stdatomic.h>

/* Sleep while the word has that value, for timeout_ns at most (-1: for ever; by
 * CLOCK_MONOTONIC). It may also return for no reason: test the word again. */
void futex_wait(const atomic_int *word, int value, long timeout_ns);

/* Wake up to `count` sleepers. Change the word before. */
void futex_wake(const atomic_int *word, int count);
