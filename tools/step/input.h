/* The stdin of the program under study: read once from ours, and given in full
 * to each start. Nothing is read from a terminal. */
#pragma once

#include <stdbool.h>

/* Read all of ours, while no program is running, since the writer may be slow.
 * More than 16 MiB, or no end within that time, ends step with status 77. */
void input_read(long seconds);

/* Is there any? */
bool input_is_there(void);

/* In a child that becomes the program: make it stdin. False: errno says why
 * not. */
bool input_give(void);
