/* Putting a worker, and the words that it meets, where they are to be. */
#pragma once

#include "machine.h"

/* Some space that reaches the word; NULL where it is mapped in mid-study, and
 * nobody has done so yet. */
const struct space *place_space_with(
    const struct machine *machine, uint64_t key);

/* Registers, and those of the worker's own words that differ from where it is.
 */
void place_worker(struct machine *machine, int worker, int pose);

/* The contended words that a step takes in; all of them. */
void place_inputs(struct machine *machine, const struct pose *pose,
    const uint64_t *input, size_t count);
void place_contended(struct machine *machine, const uint64_t *values);

/* All words as they were when the study began. */
void place_origins(struct machine *machine);

/* Which of those that a step took in it has changed. */
void place_read_changes(struct machine *machine, const struct pose *pose,
    const uint64_t *input, size_t count, struct edge *edge);

/* A worker cannot be reached any more. */
_Noreturn void place_lose(void);
