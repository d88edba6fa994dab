/* A folder of this test program's own, below /tmp. It is made when it is first
 * asked for, and removed at the end with all that is in it, also where the
 * first failure is the end (check.h). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The full path of a file in it ("": the folder's own). The text is valid until
 * 16 others have been asked for. */
const char *folder_path(const char *name);

/* Write a file, given by its full path, anew; read it, up to the next call: ""
 * where there is none. */
void folder_write_bytes(const char *path, const char *bytes, size_t length);
void folder_write(const char *path, const char *text);
bool folder_try_write(const char *path, const char *text);
const char *folder_read(const char *path);

/* Write a shell script that may be run. */
void folder_script(const char *path, const char *script);

/* How many files are in that folder, not counting hidden ones? */
int folder_count(const char *path);

/* Remove a folder and all that is in it. */
void folder_remove(const char *path);
