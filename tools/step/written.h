/* Functions as their author wrote them (DWARF 5, by libdw). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The function at that address, or the one that is inlined there: "deposit",
 * "Queue::push", "lambda, main.cpp:9". What a header of the C++ library's has
 * put around it is "std::thread". Without debugging information it is the
 * symbol. False, and "": nothing is known. */
bool written_name(uint64_t address, char *out, size_t size);
