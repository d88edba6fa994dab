/* Files of which several workers may have mapped a part: their numbers, the
 * same in each start. Processes share memory where they have mapped the same
 * file; memory without a name is one for the kernel, too. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* How the kernel names memory of System V in /proc/PID/maps, by its key. */
#define SYSTEM_V " /SYSV"

/* Another run of the program begins: number its files anew. */
void mapped_begin(void);

/* All initial mappings have been seen. Later ones may come in any order, and
 * need a name. */
void mapped_begun(void);

/* The number of a file in a line of the maps of a `space`. */
uint64_t mapped_number(
    unsigned device, unsigned long inode, const char *line, int space);

/* A space's maps are about to be read. */
void mapped_look(void);

/* Is the file in /dev/shm, where each start makes it anew, and was it seen for
 * the first time in this start since the last mapped_look? */
bool mapped_is_new(uint64_t number);
