/* Which function is at an address, as dwfl_module_addrinfo(3) has it. That one
 * reads a library's whole table of symbols each time; here it is asked once
 * for all addresses to which it must give the same answer. */
#pragma once

#include <elfutils/libdwfl.h>
#include <stdint.h>

/* Its name and how far in the address is, or NULL. The name is the module's. */
const char *functions_at(
    Dwfl_Module *module, uint64_t address, uint64_t *offset);

/* The modules are gone. */
void functions_forget(void);
