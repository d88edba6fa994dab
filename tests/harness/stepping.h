/* For the tests of step. */
#pragma once

#include "check.h"
#include "program.h"

#include <stdbool.h>

#define STEP(...) RUN("step", __VA_ARGS__)

/* Can step work here? Else why not is said. */
bool can_step(void);
