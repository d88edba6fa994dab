/* What differs between machines: registers, system calls, breakpoints.
 *
 * The tests run arch_x86_64.c. arch_aarch64.c has been tried on an emulated
 * machine (notes/platforms.md). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>

/* All that a worker has besides its memory. */
struct registers {
#ifdef __aarch64__
    struct user_regs_struct general;
    uint64_t thread_pointer;
#else
    struct user_regs_struct general;
#endif
};

enum { MAX_VECTORS = 16384, CALL_ARGUMENTS = 6 };

/* Vector and floating-point registers, as the kernel hands them out. */
struct vectors {
    size_t bytes;
    unsigned char image[MAX_VECTORS];
};

/* False with errno if the task is gone. */
bool arch_read(pid_t task, struct registers *registers);
bool arch_write(pid_t task, const struct registers *registers);
bool arch_read_vectors(pid_t task, struct vectors *vectors);
bool arch_write_vectors(pid_t task, const void *image, size_t bytes);

uint64_t arch_pc(const struct registers *registers);
void arch_set_pc(struct registers *registers, uint64_t pc);
uint64_t arch_sp(const struct registers *registers);
void arch_set_sp(struct registers *registers, uint64_t sp);

uint64_t arch_thread_pointer(const struct registers *registers);

/* The first argument, at the first instruction of a function. */
uint64_t arch_argument(const struct registers *registers);

/* Its first (0) or second (1). */
void arch_set_argument(
    struct registers *registers, int argument, uint64_t value);

/* Where a function will return to, at its first instruction. `stack_word` is
 * the word at the stack pointer. */
uint64_t arch_return_address(
    const struct registers *registers, uint64_t stack_word);

/* Bytes below the stack pointer that are still in use. */
extern const uint64_t arch_red_zone;

/* At a system call instruction: the call's number and arguments. */
struct call {
    long number;
    uint64_t arguments[CALL_ARGUMENTS];
};
void arch_call(const struct registers *registers, struct call *call);

/* The instruction itself. */
extern const unsigned char arch_call_code[];
extern const size_t arch_call_bytes;
/* What PTRACE_GET_SYSCALL_INFO tells of a call by it. */
extern const uint32_t arch_of_calls;

/* A function that makes that call with its own arguments, and returns what the
 * call does. */
enum { MAX_ASKING = 16 };
extern const size_t arch_asking_bytes;
void arch_asking(unsigned char code[MAX_ASKING], long call);

/* The same after the kernel has been entered but has not begun the call; and
 * changing its arguments. */
void arch_call_entered(const struct registers *registers, struct call *call);
void arch_change_call(struct registers *registers, const struct call *call);

/* As if the system call there had been made, and had returned that. */
void arch_return_from_call(struct registers *registers, long result);
/* Make a system call next, by that instruction. */
void arch_prepare_call(
    struct registers *registers, uint64_t instruction, const struct call *call);

/* Call that function next, with its arguments: it will return to `back`. False
 * if there is no stack for that. */
bool arch_prepare_function(
    pid_t task, struct registers *registers, uint64_t function, uint64_t back);

/* A new thread's stack, and where it has its own variables. */
void arch_begin_thread(
    struct registers *registers, uint64_t stack, uint64_t thread_pointer);
long arch_call_result(const struct registers *registers);
void arch_set_call_result(struct registers *registers, long result);

/* The most that the kernel writes to the stack for a signal's handler, besides
 * the vectors. */
extern const size_t arch_frame_bytes;

/* At the first instruction of a handler: clear what differs from time to time
 * in that frame; the mask that comes back after the handler, if not NULL. */
void arch_tidy_frame(
    pid_t task, const struct registers *registers, const uint64_t *mask);

/* Clear what no code may read any more after a function has returned
 * (`returned`), or at the start of a function with a single argument: so that
 * two ends that differ only in leftovers are equal. */
void arch_forget_leftovers(struct registers *registers, bool returned);

/* Are there updates by a pair of instructions (exclusive.h)? Has the second,
 * which was just made, failed? */
extern const bool arch_has_pairs;
bool arch_has_failed(const struct registers *registers, uint32_t code);

/* May a processor reorder more than a load and an earlier store (late.h)? That
 * is not tried. */
extern const bool arch_reorders;

/* Can it run natively between steps (native.h)? */
extern const bool arch_has_native;

/* After a stop at the entry of a call that is not made (PTRACE_SYSEMU): as
 * before the instruction. */
void arch_undo_call(struct registers *registers);

/* It stands before a program's first instruction. Where programs sign return
 * addresses, by a key that differs from start to start: this one does not. */
void arch_stop_signing(pid_t process);

/* The breakpoint instruction, and how far behind it the program counter then
 * is. */
extern const unsigned char arch_breakpoint[];
extern const size_t arch_breakpoint_bytes;
extern const uint64_t arch_breakpoint_skip;
