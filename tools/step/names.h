/* What a word is called: by a variable of the program, and the way from there,
 * such as counter->memory->value.
 *
 * Variables are those of the program's files, and those in the frames of a task
 * that is stopped. From each we follow its type (DWARF, by libdw), and its
 * pointers as they are then; what a worker links in later has no name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { NAME_BYTES = 64 };

/* Look at a process that is stopped. Forgets what was known; symbols_report
 * must come first. */
void names_begin(pid_t process);

/* Follow the variables in the frames of a task of it. */
void names_add_task(pid_t task);

/* And those of the program's files, and all pointers. */
void names_finish(void);

/* What lies at that address; false where that is not known, and `out` is empty
 * then. A long way is cut at its beginning. A mutex or the like is named as a
 * whole, or by the member that is meant. */
bool names_say(uint64_t address, bool whole, char *out, size_t size);
