/* bubblewrap, and the first process in the namespaces that it makes. */
#pragma once

#include "run.h"

#include <stdbool.h>

/* Prepare a file for the first process's report. */
void inside_open(void);

/* Become bubblewrap with the command in it. Returns only on failure. */
void inside_become(const struct run_job *job);

/* Complete the result from the first process's report. True if the command took
 * too much. */
bool inside_close(struct run_result *result);
