/* How much memory there is to be had, asked before it is taken: Linux lends
 * more than it has, and kills somebody later. */
#ifndef KIT_MEMORY_H
#define KIT_MEMORY_H

#include <stddef.h>

/* End the program with status 77, naming `what` and the `advice`, where fewer
 * than that many bytes are available (MemAvailable of /proc/meminfo). */
void memory_need(double bytes, const char *what, const char *advice);

/* Zeroed pages of this process alone. Ends the program with status 77 where
 * there are none. */
void *memory_new(size_t bytes);

#endif
