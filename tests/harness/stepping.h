/* For the tests of step. */
#pragma once

#include "check.h"
#include "program.h"

#include <stdbool.h>

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define STEP(...)  program_run("../../step", WORDS(__VA_ARGS__), NULL)

/* Can step work here? Else why not is said. */
bool can_step(void);
