/* One line on stderr that says how far we are: only on a terminal, only after
 * a second, and erased at the end. */
#pragma once

#include "../timing.h"

/* Would a line be shown by now, of a run that began then? */
bool progress_is_on(long begin_ns);

/* Write or rewrite the line: what is under way and, unless end_ns is 0, how
 * much time is left. */
void progress_tell(long begin_ns, long end_ns, const char *what);

/* The same for launches of probes. */
void progress_show(const struct timing *timing);

/* Erase it, before anything else is written. */
void progress_clear(void);
