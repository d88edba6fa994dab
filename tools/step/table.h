/* A schedule as a table: a column for each worker, a row for each step, and the
 * shared words after it. */
#pragma once

#include "command.h"

/* Run the schedule in a fresh run of the program, and print each step. The
 * program then runs to its end; returns how it ended. */
struct ending table_play(FILE *out, const struct command *command,
    struct study *study, const uint16_t *schedule, int steps);

/* The rows as a JSON array. */
struct ending table_json(
    FILE *out, struct study *study, const uint16_t *schedule, int steps);
