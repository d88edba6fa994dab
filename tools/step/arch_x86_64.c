#ifdef __x86_64__

#include "arch.h"

#include <elf.h>
#include <linux/audit.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <ucontext.h>

enum { SYSCALL_BYTES = 2, CARRY_TO_OVERFLOW = 0x8d5 };

const uint64_t arch_red_zone = 128; /* System V ABI, AMD64 supplement, 3.2.2 */
const unsigned char arch_breakpoint[] = {0xcc};
const unsigned char arch_call_code[SYSCALL_BYTES] = {0x0f, 0x05};
const size_t arch_call_bytes = sizeof(arch_call_code);
const uint32_t arch_of_calls = AUDIT_ARCH_X86_64;
const size_t arch_breakpoint_bytes = sizeof(arch_breakpoint);
const uint64_t arch_breakpoint_skip = 1;
const size_t arch_asking_bytes = 8;
const size_t arch_frame_bytes = 1024;

void
arch_asking(unsigned char code[MAX_ASKING], long call)
{
    const unsigned char move = 0xb8, back = 0xc3; /* to %eax; ret */
    const uint32_t number = (uint32_t)call;

    code[0] = move;
    memcpy(code + 1, &number, sizeof(number));
    memcpy(code + 5, arch_call_code, SYSCALL_BYTES);
    code[7] = back;
}

/* Some processors set a flag when a fault, or a single step, has ended an
 * instruction half-way; the next one clears it (RF: Intel SDM 3A, 2.3). The
 * program never sees it. */
bool
arch_read(pid_t task, struct registers *registers)
{
    enum { RESUME = 1 << 16 };

    if (ptrace(PTRACE_GETREGS, task, NULL, &registers->general) == -1)
        return false;
    registers->general.eflags &= ~(unsigned long)RESUME;
    return true;
}

bool
arch_write(pid_t task, const struct registers *registers)
{
    return ptrace(PTRACE_SETREGS, task, NULL, &registers->general) == 0;
}

bool
arch_read_vectors(pid_t task, struct vectors *vectors)
{
    struct iovec into = {vectors->image, sizeof(vectors->image)};

    if (ptrace(PTRACE_GETREGSET, task, NT_X86_XSTATE, &into) == -1)
        return false;
    vectors->bytes = into.iov_len;
    return true;
}

bool
arch_write_vectors(pid_t task, const void *image, size_t bytes)
{
    struct iovec from = {(void *)(uintptr_t)image, bytes};

    return ptrace(PTRACE_SETREGSET, task, NT_X86_XSTATE, &from) == 0;
}

uint64_t
arch_pc(const struct registers *registers)
{
    return registers->general.rip;
}

void
arch_set_pc(struct registers *registers, uint64_t pc)
{
    registers->general.rip = pc;
}

uint64_t
arch_sp(const struct registers *registers)
{
    return registers->general.rsp;
}

void
arch_set_sp(struct registers *registers, uint64_t sp)
{
    registers->general.rsp = sp;
}

uint64_t
arch_thread_pointer(const struct registers *registers)
{
    return registers->general.fs_base;
}

uint64_t
arch_argument(const struct registers *registers)
{
    return registers->general.rdi;
}

void
arch_set_argument(struct registers *registers, int argument, uint64_t value)
{
    if (argument == 0)
        registers->general.rdi = value;
    else
        registers->general.rsi = value;
}

uint64_t
arch_return_address(const struct registers *registers, uint64_t stack_word)
{
    (void)registers;
    return stack_word;
}

void
arch_call(const struct registers *registers, struct call *call)
{
    const struct user_regs_struct *general = &registers->general;

    *call = (struct call){
        (long)general->rax, {general->rdi, general->rsi, general->rdx,
                                general->r10, general->r8, general->r9}};
}

void
arch_return_from_call(struct registers *registers, long result)
{
    struct user_regs_struct *general = &registers->general;

    general->rip += SYSCALL_BYTES;
    general->rcx = general->rip; /* as the instruction leaves them */
    general->r11 = general->eflags;
    general->rax = (unsigned long)result;
}

void
arch_prepare_call(
    struct registers *registers, uint64_t instruction, const struct call *call)
{
    struct user_regs_struct *general = &registers->general;

    general->rip = instruction;
    general->rax = (unsigned long)call->number;
    general->rdi = call->arguments[0];
    general->rsi = call->arguments[1];
    general->rdx = call->arguments[2];
    general->r10 = call->arguments[3];
    general->r8 = call->arguments[4];
    general->r9 = call->arguments[5];
}

void
arch_call_entered(const struct registers *registers, struct call *call)
{
    arch_call(registers, call);
    call->number = (long)registers->general.orig_rax;
}

void
arch_change_call(struct registers *registers, const struct call *call)
{
    unsigned long rax = registers->general.rax;

    arch_prepare_call(registers, registers->general.rip, call);
    registers->general.rax = rax;
}

bool
arch_prepare_function(
    pid_t task, struct registers *registers, uint64_t function, uint64_t back)
{
    struct user_regs_struct *general = &registers->general;

    general->rsp = ((general->rsp - arch_red_zone) & ~15UL) - sizeof(back);
    general->rip = function;
    return ptrace(PTRACE_POKEDATA, task, general->rsp, back) == 0;
}

long
arch_call_result(const struct registers *registers)
{
    return (long)registers->general.rax;
}

void
arch_begin_thread(
    struct registers *registers, uint64_t stack, uint64_t thread_pointer)
{
    registers->general.rsp = stack;
    registers->general.fs_base = thread_pointer;
}

void
arch_set_call_result(struct registers *registers, long result)
{
    registers->general.rax = (unsigned long)result;
}

/* The frame (struct rt_sigframe of Linux) begins with the return address. */
void
arch_tidy_frame(
    pid_t task, const struct registers *registers, const uint64_t *mask)
{
    uint64_t context = registers->general.rsp + sizeof(uint64_t);

    /* Of the last fault: REG_ERR, REG_TRAPNO, REG_OLDMASK, REG_CR2. */
    for (int i = REG_ERR; i <= REG_CR2; i++)
        ptrace(PTRACE_POKEDATA, task,
            context + offsetof(ucontext_t, uc_mcontext.gregs) +
                (unsigned)i * sizeof(greg_t),
            0);
    if (mask != NULL)
        ptrace(PTRACE_POKEDATA, task,
            context + offsetof(ucontext_t, uc_sigmask), *mask);
}

const bool arch_reorders = false;
const bool arch_has_pairs = false;

bool
arch_has_failed(const struct registers *registers, uint32_t code)
{
    (void)registers, (void)code;
    return false;
}

const bool arch_has_native = true;

/* What the instruction has left in two registers stays. */
void
arch_undo_call(struct registers *registers)
{
    registers->general.rip -= SYSCALL_BYTES;
    registers->general.rax = registers->general.orig_rax;
    registers->general.orig_rax = ~0UL;
}

void
arch_stop_signing(pid_t process)
{
    (void)process;
}

void
arch_forget_leftovers(struct registers *registers, bool returned)
{
    struct user_regs_struct *general = &registers->general;

    general->rcx = general->rsi = general->r8 = general->r9 = 0;
    general->r10 = general->r11 = 0;
    if (returned)
        general->rdi = 0;
    else
        general->rax = general->rdx = 0;
    general->eflags &= ~(unsigned long)CARRY_TO_OVERFLOW;
}

#endif
