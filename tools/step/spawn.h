/* The program under study, from fork to the first instruction after exec. */
#pragma once

#include "target.h"

/* Start it: it is traced, and stops at that instruction. Nothing in its
 * surroundings is left to chance that can be fixed. Where it cannot be started,
 * that ends us, with a line that says why. */
void spawn(struct target *target, const struct program *program);
