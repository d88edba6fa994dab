/* Zeroed memory, or the end of the program. What may be large is asked for
 * first (memory_need): Linux promises more memory than there is, and kills a
 * process once too much of it is used. */
#pragma once

#include <stddef.h>

/* End the program with status 77, naming `what` and the `advice`, if fewer than
 * that many bytes are free (room_memory). */
void memory_need(double bytes, const char *what, const char *advice);

/* Zeroed private pages. Ends the program with status 77 if there are none. */
void *memory_new(size_t bytes);

/* The same, MAP_SHARED: a process that is forked later has it as well. */
void *memory_shared(size_t bytes);

/* Zeroed memory, to be freed with free. Ends the program with status 77, naming
 * `what` it was for, if there is none. */
void *memory_heap(size_t bytes, const char *what);
