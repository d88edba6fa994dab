/* The operations that can be measured, and in which models. */
#ifndef TIMING_OPERATIONS_H
#define TIMING_OPERATIONS_H

#include "timing.h"

/* For --how: "all" and then each way to hand over, up to a NULL. */
extern const char *const operations_hows[];

/* List the operations of the named scenarios (`names`, up to a NULL; none
 * means all), in the models that have the program. An unknown name ends the
 * program with status 2, having no program at all with 77. What this machine
 * cannot do is listed too, and refused. */
void operations_list(struct timing *timing, char **names);

void operations_free(struct timing *timing);

#endif
