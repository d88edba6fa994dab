/* What the files beside this one offer each other. */
#pragma once

#include "memory.h"

/* A row's name in JSON, and what each fate is called. */
extern const char *const memory_row_names[MEMORY_ROWS];
extern const char *const memory_fate_names[];

/* What became of a row in a worker's turn. */
enum memory_fate memory_fate_of(const struct memory_turn *turn, int row);

/* The turns as lines, below the table. `frames`: the numbers of the frames are
 * known. */
void memory_write_lines(const struct memory_options *options,
    struct memory_result *result, bool frames);

/* Fill in what follows from the rest; the status to exit with. */
int memory_judge(const void *options, void *result);
