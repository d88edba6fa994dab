#ifdef __x86_64__

#include "among.h"
#include "decode.h"

#include <stdio.h>
#include <string.h>

#define GENERAL(member)                                                        \
    (offsetof(struct registers, general) +                                     \
        offsetof(struct user_regs_struct, member))

const bool decode_knows_atomics = true;
enum { WORD = 8, REX_W = 8 };

bool
decode_open(csh *capstone)
{
    return cs_open(CS_ARCH_X86, CS_MODE_64, capstone) == CS_ERR_OK &&
           cs_option(*capstone, CS_OPT_DETAIL, CS_OPT_ON) == CS_ERR_OK;
}

bool
decode_is_counted_out(const struct registers *registers)
{
    return registers->general.rcx == 0;
}

static struct place
place_of(unsigned number)
{
#define ROW(member, r64, r32, r16, r8)                                         \
    {                                                                          \
        GENERAL(member),                                                       \
        {                                                                      \
            X86_REG_##r64, X86_REG_##r32, X86_REG_##r16, X86_REG_##r8          \
        }                                                                      \
    }
    static const struct {
        size_t offset;
        unsigned numbers[4]; /* of 8, 4, 2 bytes, and 1 */
    } rows[] = {
        ROW(rax, RAX, EAX, AX, AL),
        ROW(rbx, RBX, EBX, BX, BL),
        ROW(rcx, RCX, ECX, CX, CL),
        ROW(rdx, RDX, EDX, DX, DL),
        ROW(rsi, RSI, ESI, SI, SIL),
        ROW(rdi, RDI, EDI, DI, DIL),
        ROW(rbp, RBP, EBP, BP, BPL),
        ROW(rsp, RSP, ESP, SP, SPL),
        ROW(r8, R8, R8D, R8W, R8B),
        ROW(r9, R9, R9D, R9W, R9B),
        ROW(r10, R10, R10D, R10W, R10B),
        ROW(r11, R11, R11D, R11W, R11B),
        ROW(r12, R12, R12D, R12W, R12B),
        ROW(r13, R13, R13D, R13W, R13B),
        ROW(r14, R14, R14D, R14W, R14B),
        ROW(r15, R15, R15D, R15W, R15B),
    };
#undef ROW
    static const unsigned bytes[4] = {8, 4, 2, 1};
    static const unsigned high[] = {
        X86_REG_AH, X86_REG_BH, X86_REG_CH, X86_REG_DH};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (int j = 0; j < 4; j++)
            if (rows[i].numbers[j] == number)
                return (struct place){rows[i].offset, bytes[j], 0};
    for (size_t i = 0; i < sizeof(high) / sizeof(high[0]); i++)
        if (high[i] == number)
            return (struct place){rows[i].offset, 1, 8};
    return (struct place){0, 0, 0};
}

static struct place
segment_of(unsigned number)
{
    if (number == X86_REG_FS)
        return (struct place){GENERAL(fs_base), WORD, 0};
    if (number == X86_REG_GS)
        return (struct place){GENERAL(gs_base), WORD, 0};
    return (struct place){0, 0, 0};
}

static bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool
is_one_of(const char *name, const char *const *names)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static bool
begins_one_of(const char *name, const char *const *beginnings)
{
    while (*beginnings != NULL && !begins(name, *beginnings))
        beginnings++;
    return *beginnings != NULL;
}

/* Memory as the first operand, where most results go. */
static void
judge_first(const cs_insn *from, struct operand *operand)
{
    static const char *const read_only[] = {"cmp", "test", "push", "call",
        "jmp", "bt", "mul", "div", "imul", "idiv", "ldmxcsr", "cmpsb", "cmpsw",
        "cmpsq", "scasb", "scasw", "scasd", "scasq", NULL};
    static const char *const untouched[] = {"nop", "prefetcht0", "prefetcht1",
        "prefetcht2", "prefetchnta", "prefetchw", "lea", NULL};
    static const char *const written[] = {"mov", "vmov", "set", "stos", "pop",
        "stmxcsr", "fst", "fnst", "fnsave", "fxsave", "fist", "pextr", "vpextr",
        "extractps", "vextract", NULL};
    static const char *const read_by_x87[] = {"fld", "fild", "fadd", "fiadd",
        "fsub", "fisub", "fmul", "fimul", "fdiv", "fidiv", "fcom", "ficom",
        "fbld", "frstor", "fxrstor", "xrstor", NULL};
    const char *name = from->mnemonic;

    name += begins(name, "lock ") ? strlen("lock ") : 0;
    name += begins(name, "rep ") ? strlen("rep ") : 0;
    name += begins(name, "repe ") ? strlen("repe ") : 0;
    name += begins(name, "repne ") ? strlen("repne ") : 0;
    operand->reads =
        !begins_one_of(name, written) && !is_one_of(name, untouched);
    operand->writes = !is_one_of(name, read_only) &&
                      !begins_one_of(name, read_by_x87) &&
                      !is_one_of(name, untouched);
}

/* capstone does not know how large these are: the state of the processor, or of
 * the x87 alone. (XSAVE's is seldom as large.) */
static unsigned
bytes_of(const cs_insn *from, const cs_x86_op *op)
{
    enum { ENVIRONMENT = 28, X87 = 108, FX = 512, MOST = 4096 };

    switch (from->id) {
    case X86_INS_FNSTENV:
    case X86_INS_FLDENV:
        return ENVIRONMENT;
    case X86_INS_FNSAVE:
    case X86_INS_FRSTOR:
        return X87;
    case X86_INS_FXSAVE:
    case X86_INS_FXSAVE64:
    case X86_INS_FXRSTOR:
    case X86_INS_FXRSTOR64:
        return FX;
    case X86_INS_XSAVE:
    case X86_INS_XSAVE64:
    case X86_INS_XSAVEC:
    case X86_INS_XSAVEC64:
    case X86_INS_XSAVEOPT:
    case X86_INS_XSAVEOPT64:
    case X86_INS_XRSTOR:
    case X86_INS_XRSTOR64:
        return MOST;
    default:
        return op->size;
    }
}

static struct operand
memory_of(const cs_insn *from, const cs_x86_op *op)
{
    bool is_relative = op->mem.base == X86_REG_RIP;

    return (struct operand){
        .base = place_of(op->mem.base),
        .index = place_of(op->mem.index),
        .segment = segment_of(op->mem.segment),
        .scale = op->mem.scale,
        .displacement =
            op->mem.disp +
            (is_relative ? (int64_t)(from->address + from->size) : 0),
        .bytes = bytes_of(from, op),
        .reads = from->id != X86_INS_LEA,
    };
}

/* BTS and the like count bits from the address, however far it is. */
static bool
is_of_bits(const cs_insn *from)
{
    return from->id == X86_INS_BT || from->id == X86_INS_BTS ||
           from->id == X86_INS_BTR || from->id == X86_INS_BTC;
}

static void
add_memory(const cs_insn *from, int number, struct instruction *into)
{
    struct operand *operand = &into->operand[into->operands];
    const cs_x86_op *ops = from->detail->x86.operands;

    *operand = memory_of(from, &ops[number]);
    if (number == 0)
        judge_first(from, operand);
    if (is_of_bits(from) && ops[1].type == X86_OP_REG)
        operand->bit = place_of(ops[1].reg);
    into->operands += operand->reads || operand->writes;
}

static void
add_stack(
    struct instruction *into, size_t offset, int64_t displacement, bool writes)
{
    into->operand[into->operands++] = (struct operand){
        .base = {offset, WORD, 0},
        .displacement = displacement,
        .bytes = WORD,
        .reads = !writes,
        .writes = writes,
    };
}

/* What no operand shows. */
static void
add_implied(const cs_insn *from, struct instruction *into)
{
    switch (from->id) {
    case X86_INS_PUSH:
    case X86_INS_PUSHFQ:
    case X86_INS_CALL:
        add_stack(into, GENERAL(rsp), -WORD, true);
        break;
    case X86_INS_POP:
    case X86_INS_POPFQ:
    case X86_INS_RET:
        add_stack(into, GENERAL(rsp), 0, false);
        break;
    case X86_INS_LEAVE:
        add_stack(into, GENERAL(rbp), 0, false);
        break;
    default:
        break;
    }
}

/* ---- As it is written. ---- */

/* False if it is of another kind. */
static bool
add_side(const cs_insn *from, const cs_x86_op *op, struct instruction *into)
{
    struct side *side = &into->side[into->sides++];

    side->bytes = op->size;
    switch (op->type) {
    case X86_OP_REG:
        side->kind = SIDE_REGISTER;
        side->place = place_of(op->reg);
        return side->place.bytes > 0;
    case X86_OP_IMM:
        side->kind = SIDE_CONSTANT;
        side->constant = (uint64_t)op->imm;
        return true;
    case X86_OP_MEM:
        side->kind = SIDE_MEMORY;
        side->memory = memory_of(from, op);
        return from->detail->x86.addr_size == WORD && op->size <= WORD;
    default:
        return false;
    }
}

/* Do its prefixes mean what they always mean? */
static bool
is_usual(const cs_insn *from, const struct instruction *into)
{
    const cs_x86 *x86 = &from->detail->x86;
    const struct operand *memory = &into->operand[0];
    bool goes = from->id == X86_INS_PUSH || from->id == X86_INS_POP ||
                from->id == X86_INS_CALL || from->id == X86_INS_JMP ||
                from->id == X86_INS_RET || from->id == X86_INS_LEAVE ||
                from->mnemonic[0] == 'j';

    if (from->id == X86_INS_MOVSXD && (x86->rex & REX_W) == 0)
        return false;
    if (x86->prefix[2] == X86_PREFIX_OPSIZE)
        return !goes && into->side[0].bytes == 2 && x86->prefix[0] == 0;
    if (x86->prefix[0] == X86_PREFIX_LOCK)
        return into->side[0].kind == SIDE_MEMORY && memory->reads &&
               memory->writes;
    return x86->prefix[0] == 0 || into->repeats || from->id == X86_INS_ENDBR64;
}

static void
add_sides(const cs_insn *from, struct instruction *into)
{
    const cs_x86 *x86 = &from->detail->x86;
    bool known = x86->op_count <= MAX_SIDES;

    for (int i = 0; i < x86->op_count && known; i++)
        known = add_side(from, &x86->operands[i], into);
    if (!known || !is_usual(from, into))
        into->sides = -1;
}

/* It is in the lower half of the opcode. */
static int
condition_of(const cs_insn *from)
{
    const uint8_t *opcode = from->detail->x86.opcode;
    const char *name = from->mnemonic;
    bool is_jump =
        name[0] == 'j' && !begins(name, "jmp") && strstr(name, "cxz") == NULL;

    if (!is_jump && !begins(name, "set") && !begins(name, "cmov"))
        return -1;
    return opcode[opcode[0] == 0x0f] & 0x0f;
}

static void
choose_verb(const cs_insn *from, struct instruction *into)
{
    const cs_x86 *x86 = &from->detail->x86;
    const struct operand *memory = &into->operand[0];
    const char *verb = from->mnemonic;

    if (into->operands == 1 && memory->reads && !memory->writes &&
        (begins(verb, "mov") || begins(verb, "vmov")))
        verb = "load";
    else if (into->operands == 1 && memory->writes && !memory->reads)
        verb = "store";
    else if (from->id == X86_INS_LEA && x86->operands[1].mem.index == 0)
        verb = "add"; /* how compilers add a constant */
    snprintf(into->verb, VERB_BYTES, "%.*s", VERB_BYTES - 1, verb);
}

/* A gather or a scatter: its addresses are in a vector. An address of 32 bits,
 * from the instruction's own, is cut. No operand shows those of the rest. */
static bool
has_other_addresses(const cs_insn *from)
{
    static const long hidden[] = {X86_INS_ENTER, X86_INS_XLATB,
        X86_INS_MASKMOVQ, X86_INS_MASKMOVDQU, X86_INS_VMASKMOVDQU};
    const cs_x86 *x86 = &from->detail->x86;

    if (AMONG(from->id, hidden))
        return true;
    for (int i = 0; i < x86->op_count; i++)
        if (x86->operands[i].type == X86_OP_MEM &&
            (x86->operands[i].mem.base == X86_REG_EIP ||
                (x86->operands[i].mem.index != X86_REG_INVALID &&
                    x86->operands[i].mem.index != X86_REG_RIZ &&
                    place_of(x86->operands[i].mem.index).bytes == 0)))
            return true;
    return false;
}

/* MOVS, CMPS, STOS, LODS, SCAS. With others, the prefix means another thing. */
static bool
is_string(const cs_x86 *x86)
{
    return (x86->opcode[0] >= 0xa4 && x86->opcode[0] <= 0xa7) ||
           (x86->opcode[0] >= 0xaa && x86->opcode[0] <= 0xaf);
}

bool
decode_details(const cs_insn *from, struct instruction *into)
{
    static const long varying[] = {X86_INS_RDTSC, X86_INS_RDTSCP, X86_INS_RDPMC,
        X86_INS_RDRAND, X86_INS_RDSEED};
    const cs_x86 *x86 = &from->detail->x86;
    bool locked = x86->prefix[0] == X86_PREFIX_LOCK || from->id == X86_INS_XCHG;

    into->kind = from->id == X86_INS_SYSCALL ? INSTRUCTION_CALL
                 : from->id == X86_INS_INT || from->id == X86_INS_SYSENTER
                     ? INSTRUCTION_OLD_CALL
                 : from->id == X86_INS_PAUSE ? INSTRUCTION_PAUSE
                 : AMONG(from->id, varying)  ? INSTRUCTION_VARIES
                                             : INSTRUCTION_PLAIN;
    into->repeats = is_string(x86) && (x86->prefix[0] == X86_PREFIX_REP ||
                                          x86->prefix[0] == X86_PREFIX_REPNE);
    into->orders = locked || from->id == X86_INS_MFENCE ||
                   from->id == X86_INS_CPUID || from->id == X86_INS_SYSCALL;
    for (int i = 0; i < x86->op_count; i++)
        if (x86->operands[i].type == X86_OP_MEM &&
            into->operands < MAX_OPERANDS - 1)
            add_memory(from, i, into);
    for (int i = 0; i < into->operands; i++)
        into->split = into->split || (into->operand[i].reads &&
                                         into->operand[i].writes && !locked);
    add_implied(from, into);
    for (int i = x86->op_count - 1; i >= 0; i--)
        if (x86->operands[i].type == X86_OP_REG)
            into->result = place_of(x86->operands[i].reg);
    choose_verb(from, into);
    into->number = from->id;
    into->condition = condition_of(from);
    add_sides(from, into);
    return !has_other_addresses(from);
}

#endif
