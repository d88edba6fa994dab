/* How much memory is available, asked before it is taken: Linux promises more
 * than it has, and kills a process later. */
#ifndef KIT_MEMORY_H
#define KIT_MEMORY_H

#include <stddef.h>

/* End the program with status 77, naming `what` and the `advice`, where fewer
 * than that many bytes are available (MemAvailable of /proc/meminfo). */
void memory_need(double bytes, const char *what, const char *advice);

/* Zeroed pages of this process alone. Ends the program with status 77 where
 * there are none. */
void *memory_new(size_t bytes);

/* Zeroed memory, to be freed with free. Ends the program with status 77, naming
 * `what` it was for, where there is none. */
void *memory_heap(size_t bytes, const char *what);

#endif
