/* One operation on numbers, by this processor, so that its flags are right. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The operation of that instruction of capstone's (X86_INS_ADD), on so many
 * bytes of the value, which it changes, and of the other one. */
void calculate(unsigned operation, unsigned bytes, uint64_t *value,
    uint64_t other, unsigned long long *flags);

/* The same for MUL, DIV and IDIV, whose value has two halves of 4 or 8 bytes.
 * False: this one fails, or might. */
bool calculate_double(unsigned operation, unsigned bytes, uint64_t value[2],
    uint64_t other, unsigned long long *flags);
