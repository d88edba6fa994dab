/* What was asked: the first lines of a report. */
#pragma once

#include "command.h"

/* Were all schedules within the bound seen? Else nothing is said of them. */
void head_print(FILE *out, const struct command *command,
    const struct study *study, bool is_complete);
