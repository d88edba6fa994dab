/* Where in the program a worker is, even while it is in a library. */
#pragma once

#include "ahead.h"

/* The program's own instruction there: the current one, or the call that
 * returns to the program's innermost frame. 0: not known. */
uint64_t where_in_program(const struct ahead *ahead);

/* In a library: the program's call that led there; 0: not known. */
uint64_t where_called(const struct ahead *ahead);

/* " at FILE:LINE", or "". In static storage. */
const char *where_line(uint64_t address);

/* The system call as programs know it: "pthread_kill (tgkill)". */
const char *where_call(long number);

/* It makes a call there that step cannot undo: limit_refuse. */
_Noreturn void where_refuse(const struct ahead *ahead, const char *call);

/* Has the program called the library function that the worker is in? Then the
 * stack holds a return address in the program, apart from those of main's
 * callers. */
bool where_is_called(const struct ahead *ahead);
