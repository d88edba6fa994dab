/* A study that leads some tasks: those that enter the gate, or a function that
 * is named (--function). */
#pragma once

#include "target.h"

/* In the program as it has just been loaded: find where they enter, once for
 * all starts. With no gate, and no function named, every task is led:
 * program->entries is 0. */
void entered_find(struct target *target, struct program *program);

/* Bring them to there, and stop all others. */
void entered_start(struct target *target, struct program *program);
