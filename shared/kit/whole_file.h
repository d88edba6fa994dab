/* A file that is written whole or not at all: under another name, in the same
 * folder, and then renamed. The stop signals are held meanwhile, so that none
 * leaves half of it behind. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Before anything is measured: end the program with status 77 where the path
 * cannot be written. `option` is for the message: "--csv". */
void whole_file_need(const char *option, const char *path);

/* Write it; false with errno on failure. */
bool whole_file_try(const char *path, const char *bytes, size_t length);

/* The same; false once one line has said why not. */
bool whole_file_put(
    const char *option, const char *path, const char *bytes, size_t length);
