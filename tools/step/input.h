/* What the program under study reads from its stdin: read once from ours, and
 * given to each start from the beginning on. A terminal gives nothing. */
#pragma once

#include <stdbool.h>

/* Read all of ours; while no program is running, since it may take as long as
 * whoever writes it. More than 16 MiB ends step with status 77. */
void input_read(void);

/* Is there anything? */
bool input_is_there(void);

/* In a child that becomes the program: it is its stdin. False: errno says why
 * it cannot be. */
bool input_give(void);
