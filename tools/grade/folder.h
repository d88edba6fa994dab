/* Reading a folder to its end. */
#pragma once

#include <dirent.h>

/* The next entry, or NULL at the end. What cannot be read is not the same as
 * what is not there: that ends the program with status 77. */
struct dirent *folder_next(DIR *folder, const char *path);
