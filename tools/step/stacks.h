/* Does the program's own code put into the stack pointer what it has kept
 * elsewhere, as code that goes to another stack does? Of what runs natively no
 * instruction is seen, so this asks for the bytes of one. They may be part of
 * another. */
#pragma once

#include <stdbool.h>

bool stacks_may_change(void);
