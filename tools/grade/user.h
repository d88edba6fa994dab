/* A separate user for a command, when we are root: one that nothing else on
 * this machine uses, and that owns nothing. So the kernel keeps its processes
 * and files apart from ours, and from those of commands that run beside it. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Reserve a user that no process runs as, for the rest of our life. False: we
 * are not root, or root of too small a user namespace. */
bool user_take(void);

/* Its number, also that of its group; 0: none is reserved. */
uid_t user_number(void);

/* Become that user, for good, and end when our parent does. */
bool user_become(void);

/* Let the user read a folder and all below it, and make files in it; it can
 * neither change nor remove what is already there. */
bool user_lend(const char *folder, bool makes);

/* Make all that it has left in a folder ours, or remove it. */
void user_take_back(const char *folder, bool remove);
