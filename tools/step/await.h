/* What a wait for a process writes for its caller: wait4(2) and waitid(2). */
#pragma once

#include "ahead.h"

/* The process with that id has ended so; 0: none has yet; < 0: an error. What
 * the call returns. */
long await_tell(struct ahead *ahead, long id, int status);
