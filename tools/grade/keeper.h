/* The keeper of a user (user.h): a process that may send signals to that user's
 * processes and to no others, and that they cannot touch. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* It starts before the command, which might use up all processes. It kills them
 * all if together they take more than this many bytes (0: no limit), and when
 * we are gone. False: somebody else runs programs as that user. */
bool keeper_start(uid_t user, long total_bytes, const char *directory);
pid_t keeper_id(void);

/* Have it kill them all: was there one? (A zombie counts.) */
bool keeper_kill(void);

/* Have it remove the user's System V objects, and end. True if the processes
 * took too much. */
bool keeper_finish(void);
