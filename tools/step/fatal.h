/* Signals that kill where nobody handles, blocks or ignores them (signal(7)).
 */
#pragma once

#include <stdbool.h>

bool fatal_by_default(int signal);

/* Is it one that kills, and that a worker brings upon itself: by a fault, a
 * system call, or abort(3)? */
bool fatal_by_itself(int signal);
