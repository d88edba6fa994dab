/* What a study found, as JSON. */
#ifndef STEP_REPORT_JSON_H
#define STEP_REPORT_JSON_H

#include "command.h"

/* One of them, while its program is still there: its schedule is played. */
void report_json_study(FILE *out, struct study *study);

/* All of it: what was written of the studies into study->shown. */
void report_json(
    FILE *out, const struct command *command, const struct study *studies);

#endif
