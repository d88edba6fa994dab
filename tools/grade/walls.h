/* What a command may see of the file system, in either kind of cage. */
#pragma once

#include "run.h"

#include "kit/fence.h"

enum { MOST_WALLS = 40 };

/* The system's programs and libraries, ours (beside grade), and the job's
 * folders, but neither the labs nor anybody's files. Up to a NULL; valid until
 * the next call. `bare` leaves out what bubblewrap creates itself: /proc, /dev.
 */
const struct fence_path *walls(const struct run_job *job, bool bare);
