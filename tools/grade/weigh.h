/* How much the processes of a user have, all together. The limits of the kernel
 * hold for each process and each file alone, not for their number. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Is there one, be it a zombie? */
bool weigh_has(uid_t user);

/* The bytes of their memory, of their files in /dev/shm and in that folder (not
 * below it), and of files that they have open and that have no name. What
 * several have mapped counts for each. */
long weigh(uid_t user, const char *directory);
