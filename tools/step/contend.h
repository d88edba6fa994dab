/* The contended words: found on the way, and numbered. */
#pragma once

#include "machine.h"

/* Once each. */
void contend_add(struct contended *contended, uint64_t key);

/* From now on these are the machine's: each has its number, and the value with
 * which it begins. */
void contend_number(struct machine *machine);
