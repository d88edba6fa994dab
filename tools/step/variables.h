/* The variables of the program under study: of its files, and in the frames of
 * a stopped task (DWARF 5, and libdwfl's unwinder). */
#pragma once

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* It is at that address; or it is a pointer in a register, and this is its
 * value. */
typedef void variable_seen(
    const char *name, Dwarf_Die *type, uint64_t address, bool is_value);

/* Call it once, before asking for frames of its tasks. If it fails, no frames
 * are seen. */
void variables_attach(pid_t process);

/* Where the program itself is, whatever it has called: its innermost frame. 0:
 * not known. */
uint64_t variables_place(pid_t process, pid_t task);

void variables_in_frames(pid_t task, variable_seen *see);
void variables_of_files(variable_seen *see);
