/* The source tree: its pages are tested, too. */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

/* The full path of a file or folder of the source tree, which is somewhere
 * above the test program; false if there is none of that name. */
bool source_find(char path[PATH_MAX], const char *name);

/* The same, opened for reading; NULL if there is none. */
FILE *source_open(const char *name);
