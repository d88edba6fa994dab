/* bubblewrap, and the first process in the namespaces that it makes. */
#pragma once

#include "run.h"

#include <stdbool.h>

/* Prepare: a file for what the first process will tell. */
void inside_open(void);

/* Become bubblewrap with the command in it; returns only if that cannot be. */
void inside_become(const struct run_job *job);

/* What the first process has told completes the result. Had the command taken
 * too much? */
bool inside_close(struct run_result *result);
