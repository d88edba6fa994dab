/* Putting a worker, and the words that it touches, in place. */
#pragma once

#include "machine.h"

/* A space that reaches the word; NULL if it is mapped only during the study,
 * and not yet. */
const struct space *place_space_with(
    const struct machine *machine, uint64_t key);

/* Its registers, and those of its own words that differ from now. */
void place_worker(struct machine *machine, int worker, int pose);

/* The contended words that a step takes in; all of them. */
void place_inputs(struct machine *machine, const struct pose *pose,
    const uint64_t *input, size_t count);
void place_contended(struct machine *machine, const uint64_t *values);

/* All words as they were when the study began. */
void place_origins(struct machine *machine);

/* Which of its inputs a step has changed. */
void place_read_changes(struct machine *machine, const struct pose *pose,
    const uint64_t *input, size_t count, struct edge *edge);

/* A worker can no longer be reached. */
_Noreturn void place_lose(void);
