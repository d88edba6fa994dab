#ifdef __aarch64__

#include "arch.h"

#include "exclusive.h"

#include <elf.h>
#include <linux/audit.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <ucontext.h>

enum { SYSCALL_BYTES = 4, RESULT = 0, NUMBER = 8, LINK = 30, ZERO = 31 };

const uint64_t arch_red_zone = 0;
const size_t arch_frame_bytes = 8192;
const unsigned char arch_breakpoint[] = {0x00, 0x00, 0x20, 0xd4}; /* brk #0 */
const unsigned char arch_call_code[SYSCALL_BYTES] = {
    0x01, 0x00, 0x00, 0xd4}; /* svc #0 */
const size_t arch_call_bytes = sizeof(arch_call_code);
const uint32_t arch_of_calls = AUDIT_ARCH_AARCH64;
const size_t arch_breakpoint_bytes = sizeof(arch_breakpoint);
const uint64_t arch_breakpoint_skip = 0;
const size_t arch_asking_bytes = MAX_ASKING;

void
arch_asking(unsigned char code[MAX_ASKING], long call)
{
    const uint32_t landing = 0xd503245f; /* bti c: it is called by a pointer */
    const uint32_t move = 0xd2800008 | (uint32_t)call << 5; /* to x8 */
    const uint32_t back = 0xd65f03c0;                       /* ret */

    memcpy(code, &landing, sizeof(landing));
    memcpy(code + 4, &move, sizeof(move));
    memcpy(code + 8, arch_call_code, SYSCALL_BYTES);
    memcpy(code + 12, &back, sizeof(back));
}

/* PSTATE.SS says only how the task came to this stop: the kernel sets it anew
 * before each single step. BTYPE says that it has jumped by a pointer. */
static const uint64_t STEPPING = 1UL << 21, JUMPED = 3UL << 10;

bool
arch_read(pid_t task, struct registers *registers)
{
    struct iovec general = {&registers->general, sizeof(registers->general)};
    struct iovec pointer = {
        &registers->thread_pointer, sizeof(registers->thread_pointer)};

    if (ptrace(PTRACE_GETREGSET, task, NT_PRSTATUS, &general) == -1 ||
        ptrace(PTRACE_GETREGSET, task, NT_ARM_TLS, &pointer) == -1)
        return false;
    registers->general.pstate &= ~STEPPING;
    return true;
}

bool
arch_write(pid_t task, const struct registers *registers)
{
    struct registers copy = *registers;
    struct iovec general = {&copy.general, sizeof(copy.general)};
    struct iovec pointer = {&copy.thread_pointer, sizeof(copy.thread_pointer)};

    return ptrace(PTRACE_SETREGSET, task, NT_PRSTATUS, &general) == 0 &&
           ptrace(PTRACE_SETREGSET, task, NT_ARM_TLS, &pointer) == 0;
}

bool
arch_read_vectors(pid_t task, struct vectors *vectors)
{
    struct iovec into = {vectors->image, sizeof(vectors->image)};

    if (ptrace(PTRACE_GETREGSET, task, NT_PRFPREG, &into) == -1)
        return false;
    vectors->bytes = into.iov_len;
    return true;
}

bool
arch_write_vectors(pid_t task, const void *image, size_t bytes)
{
    struct iovec from = {(void *)(uintptr_t)image, bytes};

    return ptrace(PTRACE_SETREGSET, task, NT_PRFPREG, &from) == 0;
}

uint64_t
arch_pc(const struct registers *registers)
{
    return registers->general.pc;
}

/* Nobody has jumped there: the processor must not ask for a landing pad. */
void
arch_set_pc(struct registers *registers, uint64_t pc)
{
    registers->general.pc = pc;
    registers->general.pstate &= ~JUMPED;
}

uint64_t
arch_sp(const struct registers *registers)
{
    return registers->general.sp;
}

void
arch_set_sp(struct registers *registers, uint64_t sp)
{
    registers->general.sp = sp;
}

uint64_t
arch_thread_pointer(const struct registers *registers)
{
    return registers->thread_pointer;
}

uint64_t
arch_argument(const struct registers *registers)
{
    return registers->general.regs[0];
}

void
arch_set_argument(struct registers *registers, int argument, uint64_t value)
{
    registers->general.regs[argument] = value;
}

uint64_t
arch_return_address(const struct registers *registers, uint64_t stack_word)
{
    (void)stack_word;
    return registers->general.regs[LINK];
}

void
arch_call(const struct registers *registers, struct call *call)
{
    call->number = (long)registers->general.regs[NUMBER];
    for (int i = 0; i < CALL_ARGUMENTS; i++)
        call->arguments[i] = registers->general.regs[i];
}

void
arch_return_from_call(struct registers *registers, long result)
{
    registers->general.pc += SYSCALL_BYTES;
    registers->general.regs[RESULT] = (unsigned long)result;
}

void
arch_prepare_call(
    struct registers *registers, uint64_t instruction, const struct call *call)
{
    arch_set_pc(registers, instruction);
    registers->general.regs[NUMBER] = (unsigned long)call->number;
    for (int i = 0; i < CALL_ARGUMENTS; i++)
        registers->general.regs[i] = call->arguments[i];
}

void
arch_call_entered(const struct registers *registers, struct call *call)
{
    arch_call(registers, call);
}

void
arch_change_call(struct registers *registers, const struct call *call)
{
    arch_prepare_call(registers, registers->general.pc, call);
}

bool
arch_prepare_function(
    pid_t task, struct registers *registers, uint64_t function, uint64_t back)
{
    (void)task;
    registers->general.regs[LINK] = back;
    arch_set_pc(registers, function);
    return true;
}

long
arch_call_result(const struct registers *registers)
{
    return (long)registers->general.regs[RESULT];
}

void
arch_begin_thread(
    struct registers *registers, uint64_t stack, uint64_t thread_pointer)
{
    registers->general.sp = stack;
    registers->thread_pointer = thread_pointer;
}

void
arch_set_call_result(struct registers *registers, long result)
{
    registers->general.regs[0] = (unsigned long)result;
}

/* The frame (struct rt_sigframe of Linux) begins with a siginfo_t. */
void
arch_tidy_frame(
    pid_t task, const struct registers *registers, const uint64_t *mask)
{
    uint64_t context = registers->general.sp + sizeof(siginfo_t);

    ptrace(PTRACE_POKEDATA, task,
        context + offsetof(ucontext_t, uc_mcontext.fault_address), 0);
    if (mask != NULL)
        ptrace(PTRACE_POKEDATA, task,
            context + offsetof(ucontext_t, uc_sigmask), *mask);
}

const bool arch_reorders = true;
const bool arch_has_pairs = true;

bool
arch_has_failed(const struct registers *registers, uint32_t code)
{
    int result = exclusive_result(code);

    return result >= 0 && result < ZERO &&
           (uint32_t)registers->general.regs[result] != 0;
}

/* How a call that is not made looks here is untried. */
const bool arch_has_native = false;

void
arch_undo_call(struct registers *registers)
{
    registers->general.pc -= SYSCALL_BYTES;
}

/* Then its signing instructions do nothing. It fails where there is no such
 * key.
 */
void
arch_stop_signing(pid_t process)
{
    uint64_t keys = 0;
    struct iovec enabled = {&keys, sizeof(keys)};

    ptrace(PTRACE_SETREGSET, process, NT_ARM_PAC_ENABLED_KEYS, &enabled);
}

void
arch_forget_leftovers(struct registers *registers, bool returned)
{
    enum { FIRST = 1, LAST_SCRATCH = 17, FLAGS = 0xf };

    for (int i = FIRST + returned; i <= LAST_SCRATCH; i++)
        registers->general.regs[i] = 0;
    registers->general.pstate &= ~((unsigned long)FLAGS << 28);
}

#endif
