/* Nobody can go on: who waits for what, and who has it. */
#pragma once

#include "model.h"

#include <stdio.h>

/* A line for each worker that has not ended, if nobody can run; else nothing.
 */
void blame_print(
    FILE *out, const struct model *model, const struct state *state);
