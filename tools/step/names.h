/* The name of a word: a variable of the program, and the path from there, such
 * as counter->memory->value.
 *
 * The variables are those of the program's files, and those in the frames of a
 * stopped task. From each we follow its type (DWARF, by libdw) and its current
 * pointers; what a worker links in later has no name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { NAME_BYTES = 64 };

/* Begin with a stopped process. Forgets what was known; call symbols_report
 * first. */
void names_begin(pid_t process);

/* Follow the variables in the frames of one of its tasks. */
void names_add_task(pid_t task);

/* And those of the program's files, and all pointers. */
void names_finish(void);

/* What is at that address. False if that is not known; `out` is empty then. A
 * long path is cut at its beginning. A mutex or the like is named as a whole,
 * or by the member meant. */
bool names_say(uint64_t address, bool whole, char *out, size_t size);

/* Is what is there declared _Atomic, by itself or as a part of something that
 * is? *is_known is false if it has no name. */
bool names_is_atomic(uint64_t address, bool *is_known);
