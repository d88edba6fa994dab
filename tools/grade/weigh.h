/* How much all processes of a user take together. The kernel's limits apply to
 * each process and each file, not to their sum. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Is there any, even a zombie? */
bool weigh_has(uid_t user);

/* The bytes of their memory, of their files in /dev/shm and in that folder (not
 * below it), and of open files without a name. What several have mapped counts
 * for each. */
long weigh(uid_t user, const char *directory);
