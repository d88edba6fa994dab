/* What a step did, in the words of a table. */
#pragma once

#include "study.h"

enum { CELL_BYTES = 96, NUMBER_BYTES = 24 };

/* "load -> 0": what the step did, and with which values. */
void cell_say(const struct played *played, char cell[CELL_BYTES]);

/* Has that step begun to cancel the worker: to unwind its stack? */
bool cell_is_cancelled(const struct played *played);

/* A number as wide as the step took it; a task's id by its worker's name, which
 * is the same each time. */
void cell_number(
    const struct played *played, uint64_t value, char out[NUMBER_BYTES]);
