/* A user of its own for a command, when we are root: one whom nobody else on
 * this machine is, and who owns nothing. The kernel then tells its processes
 * and files from ours, and from those of commands that run beside it. */
#pragma once

#include "run.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* Take a user that no process runs as, for the rest of our life. False: we are
 * not root, or root of too small a user namespace. */
bool user_take(void);

/* Its number, which is its group's as well; 0: none has been taken. */
uid_t user_number(void);

/* Become that user, for good, and end when our parent does. */
bool user_become(void);

/* Start its keeper: a process that may send signals to that user's processes
 * and to no others, and that they cannot touch. It is there before the command
 * is: when that has used up all processes, none can be made. It kills them all
 * when they take more than so many bytes together (0: any number), and when we
 * are gone. */
bool keeper_start(long total_bytes, const char *directory);
pid_t keeper_id(void);

/* Have it kill them all: was there one? (A zombie counts.) */
bool keeper_kill(void);

/* Have it remove the user's objects of System V, and end. Had they taken too
 * much? */
bool keeper_finish(void);

/* Let the user read a folder and all below it, and make files in it: what is
 * there already it can neither change nor remove. */
bool user_lend(const char *folder, bool makes);

/* All that it has left in a folder is ours from now on; or is removed. */
void user_take_back(const char *folder, bool remove);

/* Remove the names in that folder that are the user's; print them, one a line
 * (unless out is NULL). */
void user_remove_names(const char *folder, FILE *out);
