/* What a study found, as JSON. */
#pragma once

#include "command.h"

/* One of them, while its program is still there: its schedule is played. */
void report_json_study(
    FILE *out, const struct command *command, struct study *study);

/* All of it: what was written of the studies into study->shown. */
void report_json(
    FILE *out, const struct command *command, const struct study *studies);
