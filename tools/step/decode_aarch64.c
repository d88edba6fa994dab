#ifdef __aarch64__

#include "decode.h"

#include "exclusive.h"
#include "one_update.h"

#include <stdio.h>
#include <string.h>

enum { WORD = 8, HALF = 4 };

static const uint32_t YIELD = 0xd503203f;

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
general(unsigned number, unsigned bytes)
{
    size_t first = offsetof(struct registers, general) +
                   offsetof(struct user_regs_struct, regs);

    return (struct place){first + WORD * number, bytes, 0};
}

static struct place
place_of(unsigned number)
{
    if (number >= ARM64_REG_X0 && number <= ARM64_REG_X28)
        return general(number - ARM64_REG_X0, WORD);
    if (number >= ARM64_REG_W0 && number <= ARM64_REG_W30)
        return general(number - ARM64_REG_W0, HALF);
    if (number == ARM64_REG_X29 || number == ARM64_REG_X30)
        return general(29 + (number == ARM64_REG_X30), WORD);
    if (number == ARM64_REG_SP)
        return (struct place){offsetof(struct registers, general) +
                                  offsetof(struct user_regs_struct, sp),
            WORD, 0};
    return (struct place){0, 0, 0};
}

static unsigned
register_bytes(unsigned number)
{
    enum { VECTORS = 32 };
    static const struct {
        unsigned first, bytes;
    } rows[] = {{ARM64_REG_B0, 1}, {ARM64_REG_H0, 2}, {ARM64_REG_S0, HALF},
        {ARM64_REG_D0, WORD}};

    if (number == ARM64_REG_WZR || number == ARM64_REG_XZR)
        return number == ARM64_REG_WZR ? HALF : WORD;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (number - rows[i].first < VECTORS)
            return rows[i].bytes;
    return place_of(number).bytes > 0 ? place_of(number).bytes : 2 * WORD;
}

/* All the registers that it transfers: a pair is twice as wide. A word that it
 * extends (ldrsw, ldpsw) is half of a register; one behind the address is added
 * to that. */
static unsigned
width(const cs_insn *from)
{
    const cs_arm64 *arm = &from->detail->arm64;
    const char *end = from->mnemonic + strlen(from->mnemonic);
    unsigned bytes = 0;

    for (int i = 0; arm->operands[i].type == ARM64_OP_REG; i++)
        bytes += register_bytes(arm->operands[i].reg);
    if (end[-1] == 'b')
        return 1;
    if (end[-1] == 'h')
        return 2;
    if (strcmp(end - 2, "sw") == 0)
        return bytes / 2;
    return bytes > 0 ? bytes : 2 * WORD;
}

/* MRS: a counter or timer (S3_3_C14, but for CNTFRQ), or RNDR and RNDRRS. */
static bool
varies(uint32_t code)
{
    return ((code & 0xfffff000) == 0xd53be000 &&
               (code & 0xffffffe0) != 0xd53be000) ||
           (code & 0xffffff00) == 0xd53b2400;
}

/* A prefetch touches nothing that anybody could see. */
static bool
is_prefetch(const cs_insn *from)
{
    return strncmp(from->mnemonic, "prf", 3) == 0;
}

/* DC ZVA clears the block in which the address lies. Where that begins no
 * operand can say: so it is all that may be in it. */
static bool
clears_block(uint32_t code, struct instruction *into)
{
    enum { REGISTER = 0x1f, LOG_WORDS = 0xf };
    uint64_t about;

    if ((code & ~(uint32_t)REGISTER) != 0xd50b7420)
        return false;
    __asm__("mrs %0, dczid_el0" : "=r"(about));
    unsigned block = HALF << (about & LOG_WORDS);
    into->operands = 1;
    into->operand[0] = (struct operand){
        .base = general(code & REGISTER, WORD),
        .displacement = 1 - (int64_t)block,
        .bytes = 2 * block - 1,
        .writes = true,
    };
    snprintf(into->verb, VERB_BYTES, "store");
    return true;
}

/* Of what it may do late, only plain accesses are looked at. */
static bool
is_ordered(const cs_insn *from)
{
    const char *name = from->mnemonic;

    return from->id == ARM64_INS_DMB || from->id == ARM64_INS_DSB ||
           (strncmp(name, "ld", 2) == 0 &&
               (name[2] == 'a' || name[2] == 'x')) ||
           (strncmp(name, "st", 2) == 0 && (name[2] == 'l' || name[2] == 'x'));
}

/* Like a pair, it lets no store wait. */
bool
decode_hint(const unsigned char code[MAX_ENCODING], struct instruction *into)
{
    struct one_update update;
    uint32_t word;

    memcpy(&word, code, sizeof(word));
    if (!one_update(word, &update))
        return false;
    into->bytes = sizeof(word);
    into->orders = true;
    into->operands = 1;
    into->operand[0] = (struct operand){
        .base = update.base == STACK_POINTER ? place_of(ARM64_REG_SP)
                                             : general(update.base, WORD),
        .bytes = update.bytes,
        .reads = true,
        .writes = true,
    };
    if (update.result != NO_RESULT)
        into->result = general(update.result, WORD);
    snprintf(into->verb, VERB_BYTES, "update");
    snprintf(into->text, TEXT_BYTES, "%s", update.text);
    return true;
}

bool
decode_details(const cs_insn *from, struct instruction *into)
{
    const cs_arm64 *arm = &from->detail->arm64;
    bool loads = strncmp(from->mnemonic, "ld", 2) == 0;
    bool stores = strncmp(from->mnemonic, "st", 2) == 0;
    uint32_t code;

    if (decode_hint(from->bytes, into))
        return true;
    memcpy(&code, from->bytes, sizeof(code));
    into->exclusive = exclusive_begins(code);
    into->orders = is_ordered(from);
    into->kind = from->id == ARM64_INS_SVC ? INSTRUCTION_CALL
                 : code == YIELD           ? INSTRUCTION_PAUSE
                 : varies(code)            ? INSTRUCTION_VARIES
                                           : INSTRUCTION_PLAIN;
    if (clears_block(code, into))
        return true;
    for (int i = 0; i < arm->op_count && !is_prefetch(from); i++)
        if (arm->operands[i].type == ARM64_OP_MEM && into->operands == 0)
            into->operand[into->operands++] = (struct operand){
                .base = place_of(arm->operands[i].mem.base),
                .index = place_of(arm->operands[i].mem.index),
                .index_has_sign = arm->operands[i].ext == ARM64_EXT_SXTW,
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
