/* Tasks of the program that are not controlled: a verdict does not cover them.
 */
#pragma once

#include "target.h"

#include <stdio.h>

/* List the tasks left out when the study begins. */
void left_out_list(const struct target *target, struct left_out *left_out);

void left_out_print(FILE *out, const struct left_out *left_out);

/* And those that may be, since a compiler has inlined the function that was
 * named. */
void left_out_print_inlined(FILE *out, const struct program *program);
