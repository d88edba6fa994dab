/* Tasks of the program that are not led: a verdict does not stand for them. */
#pragma once

#include "target.h"

/* Who is left out now, where the study begins. */
void left_out_list(const struct target *target, struct left_out *left_out);
