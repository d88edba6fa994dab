/* What a study found: its text, and the status to exit with. */
#pragma once

#include "command.h"

/* While the study's program is still there: write the schedules worth showing
 * (played once more) into study->shown. first: the study made before it, or
 * NULL; what is the same is not repeated. */
void report_prepare(const struct command *command, struct study *study,
    const struct study *first);

/* All of it: the studies, one for each subject. */
void report_text(
    FILE *out, const struct command *command, const struct study *studies);

/* The status to exit with: after one schedule, or after a study. */
int report_end_status(enum end end);
int report_status(const struct study *study);
