#ifdef __x86_64__

#include "calculate.h"

#include <capstone/capstone.h>

enum { CARRY_TO_OVERFLOW = 0x8d5 }; /* all flags of arithmetic */

/* The flags go there and back by the stack, outside the red zone. */
#define RUN(text)                                                              \
    __asm__("lea -128(%%rsp), %%rsp\n\t"                                       \
            "push %[flags]\n\t"                                                \
            "popfq\n\t" text "\n\t"                                            \
            "pushfq\n\t"                                                       \
            "pop %[flags]\n\t"                                                 \
            "lea 128(%%rsp), %%rsp"                                            \
            : [value] "+r"(*value), [flags] "+r"(flags)                        \
            : "c"(other)                                                       \
            : "cc", "memory")

#define SIZED(byte, word, half, whole)                                         \
    if (bytes == 1)                                                            \
        RUN(byte);                                                             \
    else if (bytes == 2)                                                       \
        RUN(word);                                                             \
    else if (bytes == 4)                                                       \
        RUN(half);                                                             \
    else                                                                       \
        RUN(whole);                                                            \
    break

#define ONE(op)                                                                \
    SIZED(op "b %b[value]", op "w %w[value]", op "l %k[value]", op "q %[value]")
#define TWO(op)                                                                \
    SIZED(op "b %%cl, %b[value]", op "w %%cx, %w[value]",                      \
        op "l %%ecx, %k[value]", op "q %%rcx, %[value]")
#define WIDE(op) /* there is none of a byte */                                 \
    SIZED("", op "w %%cx, %w[value]", op "l %%ecx, %k[value]",                 \
        op "q %%rcx, %[value]")
#define SHIFT(op)                                                              \
    SIZED(op "b %%cl, %b[value]", op "w %%cl, %w[value]",                      \
        op "l %%cl, %k[value]", op "q %%cl, %[value]")

void
calculate(unsigned operation, unsigned bytes, uint64_t *value, uint64_t other,
    unsigned long long *all)
{
    uint64_t flags = *all & CARRY_TO_OVERFLOW;

    switch (operation) {
    case X86_INS_ADD:
        TWO("add");
    case X86_INS_ADC:
        TWO("adc");
    case X86_INS_SUB:
    case X86_INS_CMP:
        TWO("sub");
    case X86_INS_SBB:
        TWO("sbb");
    case X86_INS_AND:
    case X86_INS_TEST:
        TWO("and");
    case X86_INS_OR:
        TWO("or");
    case X86_INS_XOR:
        TWO("xor");
    case X86_INS_IMUL:
        WIDE("imul");
    case X86_INS_BT:
        WIDE("bt");
    case X86_INS_BSF:
        WIDE("bsf");
    case X86_INS_BSR:
        WIDE("bsr");
    case X86_INS_INC:
        ONE("inc");
    case X86_INS_DEC:
        ONE("dec");
    case X86_INS_NEG:
        ONE("neg");
    case X86_INS_NOT:
        ONE("not");
    case X86_INS_SHL:
        SHIFT("shl");
    case X86_INS_SHR:
        SHIFT("shr");
    case X86_INS_SAR:
        SHIFT("sar");
    case X86_INS_ROL:
        SHIFT("rol");
    case X86_INS_ROR:
        SHIFT("ror");
    default:
        break;
    }
    *all = (*all & ~(unsigned long long)CARRY_TO_OVERFLOW) |
           (flags & CARRY_TO_OVERFLOW);
}

/* As above, with a second half in %rdx. */
#define DOUBLE(op)                                                             \
    __asm__("lea -128(%%rsp), %%rsp\n\t"                                       \
            "push %[flags]\n\t"                                                \
            "popfq\n\t" op "\n\t"                                              \
            "pushfq\n\t"                                                       \
            "pop %[flags]\n\t"                                                 \
            "lea 128(%%rsp), %%rsp"                                            \
            : "+a"(value[0]), "+d"(value[1]), [flags] "+r"(flags)              \
            : "c"(other)                                                       \
            : "cc", "memory")

/* Is the sign of the lower half all that there is in the upper one? And is it
 * not the one quotient that is too large? */
static bool
is_divisible(unsigned bytes, const uint64_t value[2], uint64_t other)
{
    unsigned top = bytes * 8 - 1;
    uint64_t ones = bytes == 8 ? UINT64_MAX : UINT32_MAX;

    return other != 0 && other != ones &&
           value[1] == (value[0] >> top == 1 ? ones : 0);
}

bool
calculate_double(unsigned operation, unsigned bytes, uint64_t value[2],
    uint64_t other, unsigned long long *all)
{
    uint64_t flags = *all & CARRY_TO_OVERFLOW;

    switch (operation) {
    case X86_INS_MUL:
        if (bytes == 4)
            DOUBLE("mull %%ecx");
        else
            DOUBLE("mulq %%rcx");
        break;
    case X86_INS_DIV:
        if (value[1] >= other)
            return false;
        if (bytes == 4)
            DOUBLE("divl %%ecx");
        else
            DOUBLE("divq %%rcx");
        break;
    default:
        if (!is_divisible(bytes, value, other))
            return false;
        if (bytes == 4)
            DOUBLE("idivl %%ecx");
        else
            DOUBLE("idivq %%rcx");
        break;
    }
    *all = (*all & ~(unsigned long long)CARRY_TO_OVERFLOW) |
           (flags & CARRY_TO_OVERFLOW);
    return true;
}

#endif
