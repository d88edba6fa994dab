/* Where a program's memory lies, where the kernel lays it out by chance: a
 * container's usual filter of system calls refuses personality(2), which would
 * switch that off.
 *
 * Before the program's first instruction its parts are moved to addresses of
 * ours, and whatever asks for memory later is told where to have it, as the
 * kernel would choose without chance: right below what is there. So each start
 * has the same addresses. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Can chance not be switched off? */
bool layout_is_random(void);

/* As if it could not. */
void layout_move(void);

/* In the process that will be the program, if it is so: we shall be told of all
 * calls that ask for memory. False with errno where that cannot be. */
bool layout_watch(void);

/* The process stands before the first instruction of a program. */
void layout_begin(pid_t process);

/* waitpid has told of the task. Does it stand before a call that asks for
 * memory? Then that knows where, and has still to be made. */
bool layout_met(pid_t task, int status);
