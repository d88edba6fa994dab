/* An instruction that is made here (emulate.h), and its operands. */
#pragma once

#include "decode.h"

/* On a copy of the registers, until nothing can fail any more. */
struct work {
    pid_t task;
    const struct instruction *what;
    struct registers registers;
};

/* The lower bytes of a value, the rest 0; or as its sign says. */
uint64_t work_cut(uint64_t value, unsigned bytes);
uint64_t work_extend(uint64_t value, unsigned bytes);

/* Memory of the task. False if it may not read or write there; then nothing is
 * written. */
bool work_load_memory(
    const struct work *work, uint64_t address, unsigned bytes, uint64_t *value);
bool work_store_memory(
    const struct work *work, uint64_t address, unsigned bytes, uint64_t value);

/* The instruction's operand of that number. */
bool work_load(const struct work *work, int number, uint64_t *value);
bool work_store(struct work *work, int number, uint64_t value);

/* A register. Its upper half is cleared with its lower one. */
void work_set(struct work *work, const struct place *place, uint64_t value);
