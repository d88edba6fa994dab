/* Temporary folders, below TMPDIR or /tmp. Their names say whose they are
 * (kit/name.h). */
#pragma once

#include <stddef.h>

/* Make a folder. The first call also sweeps. */
void scratch_make(char *path, size_t size);

/* Remove it with all its contents. A folder that is still there at our exit is
 * removed then: there is one at a time. */
void scratch_remove(void);

/* Make this folder, within it, a new one. 0, or errno of what failed: who fills
 * one can make paths that are too long. */
int scratch_empty(const char *path);

/* Remove what this user's dead graders have left: their folders, and processes
 * whose programs are in them. */
void scratch_sweep(void);
