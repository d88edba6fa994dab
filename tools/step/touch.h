/* What a worker touches on its way, and what the reader will see. */
#pragma once

#include "ahead.h"

/* Note that a word is read or written; if contended, it goes into the pose. */
void touch_key(struct ahead *ahead, uint64_t key, bool reads, bool writes,
    struct pose *pose);

/* The same for memory, and for the pages around (pages.h). */
void touch_memory(struct ahead *ahead, uint64_t address, uint64_t bytes,
    bool reads, bool writes, struct pose *pose);

/* The same for all operands of its next instruction. */
void touch_operands(
    struct ahead *ahead, const struct instruction *what, struct pose *pose);

/* The same for what the kernel writes on behalf of the call. */
void touch_written(
    struct ahead *ahead, const struct call *call, struct pose *pose);

/* It changes that operand in two steps, as one instruction: worth a note, if
 * others use the same variable. */
void touch_split(struct ahead *ahead, const struct instruction *what,
    const struct operand *operand);

void touch_note(struct ahead *ahead, const struct note *note);

/* Make that instruction, and note its effect. False if the worker died. */
bool touch_step(struct ahead *ahead, const struct instruction *what);
