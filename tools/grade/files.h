/* The files of a report, rewritten whole after every check. */
#pragma once

#include <stdbool.h>

struct reports;

/* The paths by format (format.h), NULL where none is wanted. Ends the program
 * with status 77 if one cannot be written; remembers the contents of those that
 * are appended to. */
void files_open(const char *const *paths);

/* One line for each that cannot be written; while that lasts, it is tried again
 * each time, but not told again. */
void files_rewrite(const char *const *paths, const struct reports *reports);

/* Have all been written the last time? */
bool files_are_written(void);
void files_close(void);
