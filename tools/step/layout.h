/* The addresses of a program's memory, where the kernel randomizes them: a
 * container's usual system-call filter refuses personality(2), which would turn
 * that off.
 *
 * Before the program's first instruction its parts are moved to addresses of
 * ours, and each later request for memory is told where to go, as the kernel
 * would choose without randomization: right below what is there. So each start
 * has the same addresses. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Is randomization impossible to turn off? */
bool layout_is_random(void);

/* Pretend that it is. */
void layout_move(void);

/* In the process that will be the program, if so: report to us all calls that
 * ask for memory. False with errno on failure. */
bool layout_watch(void);

/* The process stands before the first instruction of a program. */
void layout_begin(pid_t process);

/* waitpid has reported the task. Is it about to make a call that asks for
 * memory? If so, the call now has its address, and has still to be made. */
bool layout_met(pid_t task, int status);
