#ifdef __aarch64__

/* Untested: it builds, but has not been run. */

#include "decode.h"

#include "exclusive.h"

#include <stdio.h>
#include <string.h>

enum { WORD = 8, HALF = 4 };

const bool decode_knows_atomics = false;

bool
decode_open(csh *capstone)
{
    return cs_open(CS_ARCH_ARM64, CS_MODE_ARM, capstone) == CS_ERR_OK &&
           cs_option(*capstone, CS_OPT_DETAIL, CS_OPT_ON) == CS_ERR_OK;
}

bool
decode_is_counted_out(const struct registers *registers)
{
    (void)registers;
    return false;
}

static struct place
place_of(unsigned number)
{
    size_t first = offsetof(struct registers, general) +
                   offsetof(struct user_regs_struct, regs);

    if (number >= ARM64_REG_X0 && number <= ARM64_REG_X28)
        return (struct place){first + WORD * (number - ARM64_REG_X0), WORD, 0};
    if (number >= ARM64_REG_W0 && number <= ARM64_REG_W30)
        return (struct place){first + WORD * (number - ARM64_REG_W0), HALF, 0};
    if (number == ARM64_REG_X29 || number == ARM64_REG_X30)
        return (struct place){
            first + WORD * (29 + (number == ARM64_REG_X30)), WORD, 0};
    if (number == ARM64_REG_SP)
        return (struct place){offsetof(struct registers, general) +
                                  offsetof(struct user_regs_struct, sp),
            WORD, 0};
    return (struct place){0, 0, 0};
}

/* The transferred registers, times their size: a pair is twice as wide. */
static unsigned
width(const cs_insn *from)
{
    const cs_arm64 *arm = &from->detail->arm64;
    const char *name = from->mnemonic;
    unsigned bytes = 0;

    for (int i = 0; i < arm->op_count; i++)
        if (arm->operands[i].type == ARM64_OP_REG)
            bytes += place_of(arm->operands[i].reg).bytes;
    if (name[strlen(name) - 1] == 'b')
        return 1;
    if (name[strlen(name) - 1] == 'h')
        return 2;
    return bytes > 0 ? bytes : 2 * WORD;
}

static bool
varies(const cs_insn *from)
{
    return from->id == ARM64_INS_MRS &&
           (strstr(from->op_str, "cntvct") != NULL ||
               strstr(from->op_str, "rndr") != NULL);
}

bool
decode_details(const cs_insn *from, struct instruction *into)
{
    const cs_arm64 *arm = &from->detail->arm64;
    bool loads = strncmp(from->mnemonic, "ld", 2) == 0;
    bool stores = strncmp(from->mnemonic, "st", 2) == 0;
    uint32_t code;

    memcpy(&code, from->bytes, sizeof(code));
    into->exclusive = exclusive_begins(code);
    /* Of what it may do late, only plain accesses are looked at. */
    into->orders = strncmp(from->mnemonic, "str", 3) != 0 &&
                   strncmp(from->mnemonic, "ldr", 3) != 0 &&
                   (loads || stores || strncmp(from->mnemonic, "d", 1) == 0);
    into->kind = from->id == ARM64_INS_SVC    ? INSTRUCTION_CALL
                 : from->id == ARM64_INS_HINT ? INSTRUCTION_PAUSE
                 : varies(from)               ? INSTRUCTION_VARIES
                                              : INSTRUCTION_PLAIN;
    for (int i = 0; i < arm->op_count; i++)
        if (arm->operands[i].type == ARM64_OP_MEM && into->operands == 0)
            into->operand[into->operands++] = (struct operand){
                .base = place_of(arm->operands[i].mem.base),
                .index = place_of(arm->operands[i].mem.index),
                .scale = 1L << arm->operands[i].shift.value,
                .displacement = arm->operands[i].mem.disp,
                .bytes = width(from),
                .reads = !stores,
                .writes = !loads || into->exclusive,
            };
    if (arm->op_count > 0 && arm->operands[0].type == ARM64_OP_REG)
        into->result = place_of(arm->operands[0].reg);
    snprintf(into->verb, VERB_BYTES, "%s",
        into->operands == 0 ? from->mnemonic
        : into->exclusive   ? "update"
        : loads             ? "load"
        : stores            ? "store"
                            : from->mnemonic);
    return true;
}

#endif
