/* One instruction of a worker. */
#pragma once

#include "ahead.h"

/* Its next instruction; NULL if we know none there. */
const struct instruction *single_fetch(struct ahead *ahead);

/* Make it, or a pair that counts as one. False if the worker got a deadly
 * signal (ahead->signal). Other signals do not reach it. */
bool single_step(struct ahead *ahead);

/* Give the task the registers that it should have. */
void single_settle(struct ahead *ahead);

/* The worker gets that signal: does it die of it? (If the program handles it,
 * the study is over.) */
bool single_kills(const struct ahead *ahead, int signal);
