/* A folder, read to its end. */
#pragma once

#include <dirent.h>
#include <stdio.h>
#include <sys/types.h>

/* The next entry, or NULL at the end. What cannot be read is not the same as
 * what is not there: that ends the program with status 77. */
struct dirent *folder_next(DIR *folder, const char *path);

/* Remove that user's names in it, and print them, one a line (unless out is
 * NULL). */
void folder_clear(const char *path, uid_t user, FILE *out);
