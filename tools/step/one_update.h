/* AArch64's updates of a single instruction (LSE, Armv8.1): add, swap, compare
 * and swap, and their like. capstone 4 does not know them, and later versions
 * call some of them loads (LDADD), so they are told by their code. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { UPDATE_TEXT = 24, STACK_POINTER = 31, NO_RESULT = 31 };

struct one_update {
    unsigned bytes;         /* of the memory that it reads and writes */
    unsigned base;          /* which register holds the address */
    unsigned result;        /* which one gets the old value */
    char text[UPDATE_TEXT]; /* "ldaddal [x2]" */
};

/* False if it is another instruction. */
bool one_update(uint32_t code, struct one_update *into);
