/* One line on stderr that says how far we are: only on a terminal, only after
 * a second, and gone at the end. */
#ifndef TIMING_PROGRESS_H
#define TIMING_PROGRESS_H

#include "timing.h"

/* Would a line be shown by now? */
bool progress_is_on(const struct timing *timing);

/* Write the line, or write it anew. */
void progress_show(const struct timing *timing);

/* Erase it, before anything else is written. */
void progress_clear(void);

#endif
