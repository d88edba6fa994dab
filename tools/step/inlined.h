/* Code of a header of the system's that is part of its caller. */
#pragma once

#include <elfutils/libdw.h>

/* The file and the line of the call, in code of the author's; NULL: it is not
 * called from there. */
const char *inlined_call(Dwarf_Die *unit, Dwarf_Addr pc, int *line);
