/* A program that ends while it runs free: of what, and where. */
#pragma once

#include "target.h"

/* The task has stopped with that status, as of waitpid: note the signal, if it
 * is one that will kill it. */
void death_note(struct target *target, const struct task *task, int status);

/* Nothing of the program can be studied: say why, and end. It is a failure of
 * the program if it was killed, or has exited with another status than 0. */
_Noreturn void death_tell(struct target *target, const struct program *program);
