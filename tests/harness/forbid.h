/* A system call that kills, so that one sees whether a program makes it; or one
 * that is refused.
 *
 * seccomp(2). The program, and all that it starts, dies of SIGSYS when it makes
 * the call. */
#pragma once

#include <stdbool.h>

/* Which call, such as SYS_getppid; for the next programs with that setting. */
void forbid_call(long number);

/* Only where the second argument is this one, such as futex's operation. */
void forbid_call_with(long number, unsigned second_argument);

/* It does not kill: it fails with that error instead. */
void refuse_call(long number, int error);

/* For struct setting. */
bool prepare_forbidden(void);
