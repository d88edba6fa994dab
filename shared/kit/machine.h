/* What a figure was measured on. */
#ifndef KIT_MACHINE_H
#define KIT_MACHINE_H

#include <stdio.h>

/* One JSON object: cpu, cpus_online, cpus_usable, kernel, architecture,
 * virtualised (a name, or null where nothing says so), compiler. */
void machine_json(FILE *out);

/* The same in three lines of text. */
void machine_print(FILE *out);

#endif
