/* A separate user for a command, when we are root: one that nothing else on
 * this machine uses, and that owns nothing. So the kernel keeps its processes
 * and files apart from ours, and from those of commands that run beside it. */
#pragma once

#include "run.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* Reserve a user that no process runs as, for the rest of our life. False: we
 * are not root, or root of too small a user namespace. */
bool user_take(void);

/* Its number, also that of its group; 0: none is reserved. */
uid_t user_number(void);

/* Become that user, for good, and end when our parent does. */
bool user_become(void);

/* Start its keeper: a process that may send signals to that user's processes
 * and to no others, and that they cannot touch. It starts before the command,
 * which might use up all processes. It kills them all if together they take
 * more than this many bytes (0: no limit), and when we are gone. */
bool keeper_start(long total_bytes, const char *directory);
pid_t keeper_id(void);

/* Have it kill them all: was there one? (A zombie counts.) */
bool keeper_kill(void);

/* Have it remove the user's System V objects, and end. True if the processes
 * took too much. */
bool keeper_finish(void);

/* Let the user read a folder and all below it, and make files in it; it can
 * neither change nor remove what is already there. */
bool user_lend(const char *folder, bool makes);

/* Make all that it has left in a folder ours, or remove it. */
void user_take_back(const char *folder, bool remove);

/* Remove the user's names in that folder, and print them, one a line (unless
 * out is NULL). */
void user_remove_names(const char *folder, FILE *out);
