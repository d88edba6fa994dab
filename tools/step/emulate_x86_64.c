#ifdef __x86_64__

#include "calculate.h"
#include "emulate.h"
#include "work.h"

/* Behind all of a program's addresses. */
#define TOP (1UL << 47)

enum {
    WORD = 8,
    CARRY = 1,
    PARITY = 4,
    ZERO = 0x40,
    SIGN = 0x80,
    OVERFLOW = 0x800,
    DOWN = 0x400 /* string operations go there */
};

/* ---- Arithmetic. ---- */

/* Set the first operand, unless only the flags are wanted. */
static bool
make_arithmetic(struct work *work)
{
    const struct instruction *what = work->what;
    bool is_triple = what->sides == 3;
    bool only_flags = what->number == X86_INS_CMP ||
                      what->number == X86_INS_TEST ||
                      what->number == X86_INS_BT;
    uint64_t value, other = 1; /* a shift without a count */

    if (!work_load(work, is_triple, &value) ||
        (what->sides > 1 && !work_load(work, what->sides - 1, &other)))
        return false;
    calculate(what->number, what->side[0].bytes, &value, other,
        &work->registers.general.eflags);
    return only_flags || work_store(work, 0, value);
}

/* ---- The others. ---- */

static bool
is_true(const struct work *work)
{
    uint64_t flags = work->registers.general.eflags;
    bool less = ((flags & SIGN) != 0) != ((flags & OVERFLOW) != 0);
    const bool holds[] = {(flags & OVERFLOW) != 0, (flags & CARRY) != 0,
        (flags & ZERO) != 0, (flags & (CARRY | ZERO)) != 0, (flags & SIGN) != 0,
        (flags & PARITY) != 0, less, less || (flags & ZERO) != 0};

    return holds[work->what->condition / 2] != (work->what->condition % 2 == 1);
}

static bool
make_conditional(struct work *work)
{
    const struct instruction *what = work->what;
    bool holds = is_true(work);
    uint64_t value, other;

    if (what->sides == 2) /* cmov loads in any case */
        return work_load(work, 0, &value) && work_load(work, 1, &other) &&
               work_store(work, 0, holds ? other : value);
    if (what->side[0].kind != SIDE_CONSTANT)
        return work_store(work, 0, holds);
    if (holds)
        work->registers.general.rip = what->side[0].constant;
    return true;
}

static bool
push(struct work *work, uint64_t value)
{
    return work_store_memory(
        work, work->registers.general.rsp -= WORD, WORD, value);
}

static bool
pop(struct work *work, uint64_t *value)
{
    bool good =
        work_load_memory(work, work->registers.general.rsp, WORD, value);

    work->registers.general.rsp += WORD;
    return good;
}

static bool
make_jump(struct work *work)
{
    struct user_regs_struct *general = &work->registers.general;
    uint64_t to, back = general->rip;

    if (!work_load(work, 0, &to) || to >= TOP ||
        (work->what->number == X86_INS_CALL && !push(work, back)))
        return false;
    general->rip = to;
    return true;
}

static bool
make_return(struct work *work)
{
    uint64_t to, skipped = 0;

    if (!pop(work, &to) || to >= TOP ||
        (work->what->sides > 0 && !work_load(work, 0, &skipped)))
        return false;
    work->registers.general.rsp += skipped;
    work->registers.general.rip = to;
    return true;
}

static bool
make_leave(struct work *work)
{
    struct user_regs_struct *general = &work->registers.general;
    uint64_t value;

    general->rsp = general->rbp;
    bool good = pop(work, &value);
    general->rbp = value;
    return good;
}

/* With LOCK or without: all others are stopped. */
static bool
make_exchange(struct work *work)
{
    struct user_regs_struct *general = &work->registers.general;
    unsigned bytes = work->what->side[0].bytes;
    const struct place rax = {
        offsetof(struct registers, general.rax), bytes, 0};
    uint64_t old, new, result;

    if (!work_load(work, 0, &old) || !work_load(work, 1, &new))
        return false;
    switch (work->what->number) {
    case X86_INS_XCHG:
        return work_store(work, 0, new) && work_store(work, 1, old);
    case X86_INS_XADD:
        result = old;
        calculate(X86_INS_ADD, bytes, &result, new, &general->eflags);
        if (!work_store(work, 0, result))
            return false;
        /* That may be in the address, or be both. */
        work_set(work, &work->what->side[1].place, old);
        return work->what->side[0].kind == SIDE_MEMORY ||
               work_store(work, 0, result);
    default:
        result = decode_value(&rax, &work->registers);
        calculate(X86_INS_CMP, bytes, &result, old, &general->eflags);
        if ((general->eflags & ZERO) != 0)
            return work_store(work, 0, new);
        work_set(work, &rax, old);
        return true;
    }
}

/* Once. If it is repeated, each time is an instruction, as for single steps. */
static bool
make_string(struct work *work)
{
    const struct instruction *what = work->what;
    struct user_regs_struct *general = &work->registers.general;
    unsigned bytes = what->side[0].bytes;
    uint64_t value;

    if ((general->eflags & DOWN) != 0)
        return false;
    if (what->repeats && general->rcx == 0)
        return true;
    if (!work_load(work, 1, &value) || !work_store(work, 0, value))
        return false;
    general->rdi += bytes;
    general->rsi += what->side[1].kind == SIDE_MEMORY ? bytes : 0;
    if (what->repeats && --general->rcx != 0)
        general->rip = what->address;
    return true;
}

/* The product, or quotient and rest, in %rdx and %rax. Not if it fails; nor
 * with a sign, unless that was extended. */
static bool
make_double(struct work *work)
{
    struct user_regs_struct *general = &work->registers.general;
    const struct place low = {
        offsetof(struct registers, general.rax), work->what->side[0].bytes, 0};
    const struct place high = {
        offsetof(struct registers, general.rdx), low.bytes, 0};
    uint64_t value[] = {decode_value(&low, &work->registers),
        decode_value(&high, &work->registers)};
    uint64_t other;

    if (low.bytes < WORD / 2 || !work_load(work, 0, &other) ||
        !calculate_double(
            work->what->number, low.bytes, value, other, &general->eflags))
        return false;
    work_set(work, &low, value[0]);
    work_set(work, &high, value[1]);
    return true;
}

static bool
make_widening(struct work *work)
{
    struct user_regs_struct *general = &work->registers.general;

    switch (work->what->number) {
    case X86_INS_CDQE:
        general->rax = work_extend(general->rax, 4);
        break;
    case X86_INS_CDQ:
        general->rdx = work_cut(work_extend(general->rax, 4) >> 32, 4);
        break;
    default:
        general->rdx = general->rax >> 63 == 1 ? UINT64_MAX : 0;
        break;
    }
    return true;
}

static bool
make_move(struct work *work)
{
    const struct instruction *what = work->what;
    uint64_t value;

    if (what->number == X86_INS_LEA) {
        value = decode_address(&what->side[1].memory, &work->registers);
    } else if (!work_load(work, 1, &value)) {
        return false;
    }
    if (what->number == X86_INS_MOVSX || what->number == X86_INS_MOVSXD)
        value = work_extend(value, what->side[1].bytes);
    return work_store(work, 0, value);
}

static bool
make(struct work *work)
{
    const struct instruction *what = work->what;
    uint64_t value;

    if (what->condition != -1)
        return make_conditional(work);
    switch (what->number) {
    case X86_INS_MOV:
    case X86_INS_MOVABS:
    case X86_INS_MOVZX:
    case X86_INS_MOVSX:
    case X86_INS_MOVSXD:
    case X86_INS_LEA:
        return make_move(work);
    case X86_INS_BT:
        return what->side[0].kind == SIDE_REGISTER && make_arithmetic(work);
    case X86_INS_IMUL:
        return what->sides > 1 && make_arithmetic(work);
    case X86_INS_BSF:
    case X86_INS_BSR:
        return work_load(work, 1, &value) && value != 0 &&
               make_arithmetic(work);
    case X86_INS_MUL:
    case X86_INS_DIV:
    case X86_INS_IDIV:
        return make_double(work);
    case X86_INS_STOSB:
    case X86_INS_STOSW:
    case X86_INS_STOSD:
    case X86_INS_STOSQ:
    case X86_INS_MOVSB:
    case X86_INS_MOVSW:
    case X86_INS_MOVSQ:
        return make_string(work);
    case X86_INS_ADD:
    case X86_INS_ADC:
    case X86_INS_SUB:
    case X86_INS_SBB:
    case X86_INS_AND:
    case X86_INS_OR:
    case X86_INS_XOR:
    case X86_INS_CMP:
    case X86_INS_TEST:
    case X86_INS_INC:
    case X86_INS_DEC:
    case X86_INS_NEG:
    case X86_INS_NOT:
    case X86_INS_SHL:
    case X86_INS_SHR:
    case X86_INS_SAR:
    case X86_INS_ROL:
    case X86_INS_ROR:
        return make_arithmetic(work);
    case X86_INS_CMPXCHG:
    case X86_INS_XADD:
    case X86_INS_XCHG:
        return make_exchange(work);
    case X86_INS_PUSH:
        return work_load(work, 0, &value) && push(work, value);
    case X86_INS_POP:
        return pop(work, &value) && work_store(work, 0, value);
    case X86_INS_CALL:
    case X86_INS_JMP:
        return make_jump(work);
    case X86_INS_RET:
        return make_return(work);
    case X86_INS_LEAVE:
        return make_leave(work);
    case X86_INS_CDQE:
    case X86_INS_CDQ:
    case X86_INS_CQO:
        return make_widening(work);
    case X86_INS_NOP:
    case X86_INS_ENDBR64:
        return true;
    default:
        return false;
    }
}

bool
emulate(pid_t task, const struct instruction *what, struct registers *registers)
{
    struct work work = {task, what, *registers};

    if (what->sides == -1)
        return false;
    work.registers.general.rip += what->bytes;
    work.registers.general.orig_rax = ~0UL; /* it is not in a call */
    if (!make(&work))
        return false;
    *registers = work.registers;
    return true;
}

#endif
