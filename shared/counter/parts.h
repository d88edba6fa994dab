/* What the files beside this one offer each other. */
#pragma once

#include "counter.h"

/* The one that counter_init has prepared. */
extern struct counter *counter;

/* Prepare the guard that --sync names, if it is in that memory. sharing:
 * for those of the C library. */
void counter_init_guard(int sharing);

/* --witness: room for all updates, zeroed; NULL without it. Ends the program
 * with status 77 where there is no memory for it. */
struct counter_update *counter_new_log(const struct counter_options *options);

/* --gap-ms: one line of the diary. */
void counter_tell(struct counter_turn turn, const char *what);

/* Fill in what follows from the rest; the status to exit with. */
int counter_judge(const void *options, void *result);
