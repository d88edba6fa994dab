/* How one schedule has ended, in words. */
#ifndef STEP_ENDING_H
#define STEP_ENDING_H

#include "command.h"

void ending_print(FILE *out, const struct command *command,
    const struct study *study, const struct ending *ending);

#endif
