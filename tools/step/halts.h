/* Breakpoints for a task that runs alone: where it stops next. They are lifted
 * again before anybody else runs there. */
#pragma once

#include "exclusive.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { MAX_HALTS = EXCLUSIVE_EXITS };

/* All zeros: there are none. */
struct halts {
    int count;
    struct halt {
        uint64_t at;
        unsigned char saved[8];
    } halt[MAX_HALTS];
};

/* False if there can be none at that address. */
bool halts_set(struct halts *halts, pid_t task, uint64_t at);

/* Does the task stand before a pair of AArch64 (exclusive.h), which single
 * steps would make fail each time? Then halt it wherever it leaves that. */
void halts_set_behind_pair(struct halts *halts, pid_t task);

/* The task has stopped. If it has come to one of them, it then stands before
 * the instruction. False on failure. */
bool halts_lift(struct halts *halts, pid_t task);

/* Run the task, which stands before such a pair, to where it leaves it, and
 * take waitpid's status. A store that fails by chance, as an interrupt between
 * the two makes it, is tried again. False on failure. */
bool halts_run_pair(pid_t task, int *status);
