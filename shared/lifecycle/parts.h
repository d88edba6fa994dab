/* What the files beside this one offer each other. */
#pragma once

#include "lifecycle.h"

/* Zeroed memory for all, and the workers' names, ranks and sleeping times. */
void lifecycle_prepare(const struct lifecycle_options *options);

/* Make the lifeline; returns the watcher's end of it. */
int lifecycle_open_lifeline(void);

/* What main does, from its start to its end. */
_Noreturn void lifecycle_be_main(void);

/* Start main, in a process of its own, and watch until it and all its workers
 * are gone. 0, or the status to exit with after a message on stderr. Dies of a
 * signal that has asked it to stop. */
int lifecycle_watch(struct lifecycle_result *result);

/* Read the outcome, when all are gone. */
void lifecycle_collect(struct lifecycle_result *result);

/* Fill in what follows from the rest; the status to exit with. */
int lifecycle_judge(const void *options, void *result);
