#include "one_update.h"

#include <stdio.h>

static unsigned
bits(uint32_t code, int low, int count)
{
    return code >> low & ((1U << count) - 1);
}

static void
say(struct one_update *into, const char *name, bool acquires, bool releases)
{
    const char *size = into->bytes == 1 ? "b" : into->bytes == 2 ? "h" : "";
    int length = snprintf(into->text, UPDATE_TEXT, "%s%s%s%s ", name,
        acquires ? "a" : "", releases ? "l" : "", size);
    size_t rest = UPDATE_TEXT - (size_t)length;

    if (into->base == STACK_POINTER)
        snprintf(into->text + length, rest, "[sp]");
    else
        snprintf(into->text + length, rest, "[x%u]", into->base);
}

/* Arm ARM C4.1, "Atomic memory operations": size, 111000, A, R, 1, Rs, o3, opc,
 * 00, Rn, Rt. With o3 only the swap is an update. */
static bool
is_arithmetic(uint32_t code, struct one_update *into)
{
    static const char *const names[] = {"ldadd", "ldclr", "ldeor", "ldset",
        "ldsmax", "ldsmin", "ldumax", "ldumin", "swp"};
    unsigned which = bits(code, 12, 4);

    if ((code & 0x3f200c00) != 0x38200000 ||
        which >= sizeof(names) / sizeof(names[0]))
        return false;
    into->bytes = 1U << bits(code, 30, 2);
    into->result = bits(code, 0, 5);
    say(into, names[which], bits(code, 23, 1), bits(code, 22, 1));
    return true;
}

/* "Compare and swap": size, 0010001, L, 1, Rs, o0, 11111, Rn, Rt; and of a
 * pair: 0, size, 0010000, and so on. Rs gets what was there. */
static bool
is_comparison(uint32_t code, struct one_update *into)
{
    bool is_pair = (code & 0xbfa07c00) == 0x08207c00;

    if (!is_pair && (code & 0x3fa07c00) != 0x08a07c00)
        return false;
    into->bytes = is_pair ? 8U << bits(code, 30, 1) : 1U << bits(code, 30, 2);
    into->result = bits(code, 16, 5);
    say(into, is_pair ? "casp" : "cas", bits(code, 22, 1), bits(code, 15, 1));
    return true;
}

bool
one_update(uint32_t code, struct one_update *into)
{
    into->base = bits(code, 5, 5);
    return is_arithmetic(code, into) || is_comparison(code, into);
}
