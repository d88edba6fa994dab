/* The folders that we make for a while, below TMPDIR or /tmp. Their names say
 * whose they are (kit/name.h). */
#pragma once

#include <stddef.h>

/* Make a folder. The first call sweeps. */
void scratch_make(char *path, size_t size);

/* Remove it with all that is in it. If it is still there at our exit, that
 * removes it: there is one at a time. */
void scratch_remove(void);

/* Remove what graders of this user that are gone have left: their folders, and
 * the processes whose programs lie there. */
void scratch_sweep(void);
