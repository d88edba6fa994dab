/* Results as a table: one column for each twin, one row for each member. */
#pragma once

#include <stdio.h>

/* Print `count` results (JSON objects, at least one), side by side. The
 * rows are the members of the first, or those that its array "rows" names:
 * "elapsed_ns" becomes "elapsed", with a readable unit. Members equal for all
 * (the scenario) and nested objects are left out, except an object with a
 * median, a low and a high: that is a ratio with its spread, "1.98 (1.95 to
 * 2.01)". Arrays of strings are printed below the table, twin by twin, one line
 * for each string; then the notes, one for each twin, wrapped at 80 columns. */
void table_print(FILE *out, const char *const *objects, int count);

/* Print text with a hanging indent, wrapped at 80 columns; table_note indents
 * its first line, too. */
void table_wrap(FILE *out, int indent, const char *text);
void table_note(FILE *out, int indent, const char *text);

/* 1234567 as "1,234,567"; a time as "1.23 ms". */
void table_integer(char *out, size_t size, long number);
void table_time(char *out, size_t size, double ns);
