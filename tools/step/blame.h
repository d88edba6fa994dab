/* If nobody can go on: who waits for what, and who holds it. */
#pragma once

#include "model.h"

#include <stdio.h>

/* Print a line for each worker that has not ended, if none can run. */
void blame_print(
    FILE *out, const struct model *model, const struct state *state);

/* Print where that worker was killed, and by what, in that pose. */
void blame_crash(
    FILE *out, const struct model *model, int worker, const struct pose *pose);
