/* For the tests of step. */
#pragma once

#include "check.h"
#include "program.h"

#include <stdbool.h>

#define STEP(...) program_run("../../step", WORDS(__VA_ARGS__), NULL)

/* Can step work here? Else why not is said. */
bool can_step(void);
