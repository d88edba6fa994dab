/* Instead of tools/step/symbols.c, where instructions are looked at that belong
 * to no program: for the one source of a test program. */
#pragma once

#include "tools/step/symbols.h"

/* No function is called here. */
const char *
symbols_function(uint64_t address, uint64_t *offset)
{
    (void)address, (void)offset;
    return NULL;
}

bool
symbols_is_program(uint64_t address)
{
    return address != 0;
}

bool
symbols_has_source(uint64_t address)
{
    return address != 0;
}
