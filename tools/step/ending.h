/* How one schedule has ended, in words. */
#pragma once

#include "command.h"

void ending_print(FILE *out, const struct command *command,
    const struct study *study, const struct ending *ending);
