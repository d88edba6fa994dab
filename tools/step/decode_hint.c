#ifdef __x86_64__

#include "decode.h"

#include <stdio.h>

/* RDSSP, which asks where the shadow stack is. Code that unwinds the stack
 * makes it, as for an exception. Without such a stack it does nothing, like all
 * of its kind: F3 0F 1E with registers as operands. The processor makes it. */
bool
decode_hint(const unsigned char code[MAX_ENCODING], struct instruction *into)
{
    enum { REP = 0xf3, REX = 4, REGISTERS = 0xc0 };
    int at = code[1] >> 4 == REX ? 2 : 1;

    if (code[0] != REP || code[at] != 0x0f || code[at + 1] != 0x1e ||
        code[at + 2] < REGISTERS)
        return false;
    into->bytes = (unsigned)at + 3;
    into->condition = into->sides = -1;
    snprintf(into->verb, VERB_BYTES, "rdssp");
    snprintf(into->text, TEXT_BYTES, "rdssp");
    return true;
}

#endif
