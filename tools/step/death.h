/* A program that ends while it runs free: why, and where. */
#pragma once

#include "target.h"

/* The task has stopped with that status, as of waitpid: note the signal, if it
 * will kill the task. */
void death_note(struct target *target, const struct task *task, int status);

/* The program cannot be studied: say why, and exit. It is a failure of the
 * program if it was killed, or exited with a status other than 0. */
_Noreturn void death_tell(struct target *target, const struct program *program);
