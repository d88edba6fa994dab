/* Common instructions, made here and not by the tracee: the same effect,
 * without the microseconds that a single step takes. The operation itself is
 * done by this processor, so its flags are right. All else is single-stepped:
 * what touches memory that cannot be read or written, vectors, whatever is
 * rare. */
#pragma once

#include "decode.h"

/* Make it, if it is known here: registers and memory are then as after it, but
 * the task itself does not have the registers yet. False: nothing has changed.
 */
bool emulate(
    pid_t task, const struct instruction *what, struct registers *registers);
