/* Where in the program a worker is, also while it is in a library. */
#pragma once

#include "ahead.h"

/* The instruction of the program's own that has led there: its own, or the call
 * that returns to the innermost frame of the program's. 0: not known. */
uint64_t where_in_program(const struct ahead *ahead);

/* " at FILE:LINE", or "". In static storage. */
const char *where_line(uint64_t address);

/* It makes a call there that step cannot take back: limit_refuse. */
_Noreturn void where_refuse(const struct ahead *ahead, const char *call);
