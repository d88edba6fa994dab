/* --csv FILE: every figure of an answer as a row of a table, for a spreadsheet
 * or R. RFC 4180: lines end in CR LF; a field with a comma, a quote or a line
 * break is in quotes. A number that is not known is an empty field. */
#pragma once

#include "../timing.h"

#define CSV_HELP "also write every figure into FILE, one a row"

/* NULL stands for an empty field. */
struct csv_row {
    const char *name, *model, *way; /* as in the JSON */
    const char *to;                 /* what it is compared with */
    const char *what, *unit;        /* "ratio", "ns" */
    struct figure figure;
    const char *verdict, *reason;
};

/* Before anything is measured: end the program with status 77 where the path
 * cannot be written. Does nothing for NULL. */
void csv_need(const char *path);

/* Write the line of headings, and the rows that print(out, what) prints by
 * csv_row: the whole file or none. True, as for NULL, or false once one line
 * has said why not. */
bool csv_file(const char *path, void (*print)(FILE *out, const void *what),
    const void *what);

void csv_row(FILE *out, const struct csv_row *row);
