/* The reports in the forms that people and course platforms read: one file of
 * formats/ each. */
#pragma once

#include <stdio.h>

struct reports;

void write_text(FILE *out, const struct reports *reports);
void write_json(FILE *out, const struct reports *reports);
