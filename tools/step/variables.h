/* The variables of the program that is studied: of its files, and in the frames
 * of a task that is stopped (DWARF 5, and libdwfl's unwinder). */
#pragma once

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* It stands at that address; or it is a pointer in a register, and this is its
 * value. */
typedef void variable_seen(
    const char *name, Dwarf_Die *type, uint64_t address, bool is_value);

/* Once, before the frames of any of its tasks are asked for. Without it none is
 * seen, and that is all. */
void variables_attach(pid_t process);

/* Where the program itself is, whatever it has called: the innermost of its
 * frames. 0: it cannot be told. */
uint64_t variables_place(pid_t process, pid_t task);

void variables_in_frames(pid_t task, variable_seen *see);
void variables_of_files(variable_seen *see);
