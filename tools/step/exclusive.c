#include "exclusive.h"

enum { CODE_BYTES = 4 };

/* Arm ARM C4.1: size, 001000, o2, L, o1. With o1 and a small size it is a
 * compare-and-swap of a pair, which is one instruction. */
static bool
is_exclusive(uint32_t code, uint32_t load)
{
    bool swaps = (code & 0x80200000) == 0x00200000;

    return (code & 0x3fc00000) == (0x08000000 | load << 22) && !swaps;
}

bool
exclusive_begins(uint32_t code)
{
    return is_exclusive(code, 1);
}

int
exclusive_result(uint32_t code)
{
    return is_exclusive(code, 0) ? (int)(code >> 16 & 31) : -1;
}

/* The `bits` bits from `low` on, as a signed number of instructions. */
static int64_t
branch_bytes(uint32_t code, int low, int bits)
{
    int64_t field = code >> low & ((1U << bits) - 1);

    return (field - (field >> (bits - 1) << bits)) * CODE_BYTES;
}

/* The distance of a conditional branch; 0: it is none. */
static int64_t
condition_bytes(uint32_t code)
{
    if ((code & 0xff000010) == 0x54000000 || /* b.cond */
        (code & 0x7e000000) == 0x34000000)   /* cbz, cbnz */
        return branch_bytes(code, 5, 19);
    if ((code & 0x7e000000) == 0x36000000) /* tbz, tbnz */
        return branch_bytes(code, 5, 14);
    return 0;
}

/* Arm ARM C4.1: a load or a store; or a branch, call or exception, but for
 * those that know a distance and a condition. */
static bool
is_astray(uint32_t code)
{
    bool is_memory = (code & 0x0a000000) == 0x08000000;
    bool is_branch = (code & 0x1c000000) == 0x14000000;
    bool is_system = (code & 0xff000000) == 0xd5000000; /* a fence, a hint */

    return is_memory || (is_branch && !is_system && condition_bytes(code) == 0);
}

/* Each once: a breakpoint set twice could not be removed. */
static int
add_exit(uint64_t exits[EXCLUSIVE_EXITS], int count, uint64_t address)
{
    for (int i = 0; i < count; i++)
        if (exits[i] == address)
            return count;
    exits[count] = address;
    return count + 1;
}

int
exclusive_exits(uint64_t address, const uint32_t *code, int count,
    uint64_t exits[EXCLUSIVE_EXITS])
{
    int end = 1;

    while (end < count && !is_exclusive(code[end], 0))
        end++;
    if (end >= count)
        return 0;
    int found = add_exit(exits, 0, address + (uint64_t)(end + 1) * CODE_BYTES);
    for (int i = 1; i < end; i++) {
        if (is_astray(code[i]))
            return 0;
        int64_t to = i + condition_bytes(code[i]) / CODE_BYTES;
        if (to >= 0 && to <= end)
            continue; /* no branch, or not out of the pair */
        if (found == EXCLUSIVE_EXITS)
            return 0;
        found = add_exit(exits, found, address + (uint64_t)(to * CODE_BYTES));
    }
    return found;
}
