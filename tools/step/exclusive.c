#include "exclusive.h"

#include "arch.h"
#include "target.h"

#include <sys/ptrace.h>
#include <sys/wait.h>

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
        int64_t to = i + condition_bytes(code[i]) / CODE_BYTES;
        if (to >= 0 && to <= end)
            continue; /* no branch, or not out of the pair */
        if (found == EXCLUSIVE_EXITS)
            return 0;
        found = add_exit(exits, found, address + (uint64_t)(to * CODE_BYTES));
    }
    return found;
}

bool
exclusive_run(pid_t task, uint64_t address, int *status)
{
    uint32_t code[EXCLUSIVE_MOST];
    unsigned char saved[EXCLUSIVE_EXITS][CODE_BYTES];
    uint64_t exits[EXCLUSIVE_EXITS];
    int count = 0, placed = 0;
    bool good = true;

    while (count < EXCLUSIVE_MOST &&
           target_peek(task, address + (uint64_t)count * CODE_BYTES,
               &code[count], CODE_BYTES))
        count++;
    int wanted = exclusive_exits(address, code, count, exits);
    while (good && placed < wanted) {
        good = target_peek(task, exits[placed], saved[placed], CODE_BYTES) &&
               target_poke(task, exits[placed], arch_breakpoint, CODE_BYTES);
        placed += good;
    }
    good = good && wanted > 0 && ptrace(PTRACE_CONT, task, NULL, NULL) == 0 &&
           waitpid(task, status, __WALL) == task;
    for (int i = 0; i < placed; i++)
        if (!target_poke(task, exits[i], saved[i], CODE_BYTES))
            good = false;
    return good;
}
