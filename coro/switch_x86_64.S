/* A new context on x86-64: context.h. The switch is in switch_x86_64.h.
 *
 * This object does not declare support for the shadow stack (CET), so the
 * linker turns that off for the program: a switch leaves one stack for another
 * with calls on it that have not returned. */

        .text

/* Where start would return to: no caller, so a backtrace ends here. (It looks
 * for the call just before the address.) */
        .type   outermost, @function
outermost:
        .cfi_startproc
        .cfi_undefined rip
        nop
nowhere:
        ud2                             /* start must not return */
        .cfi_endproc
        .size   outermost, . - outermost

/* void context_make(struct context *context, void *stack, size_t bytes,
 *     void (*start)(void))
 *
 * Where start begins, the stack pointer must be as after a call: 8 below a
 * multiple of 16. */
        .globl  context_make
        .type   context_make, @function
context_make:
        .cfi_startproc
        leaq    (%rsi,%rdx), %rax       /* stacks grow down: begin at the top */
        andq    $-16, %rax
        leaq    nowhere(%rip), %rdx
        movq    %rdx, -8(%rax)
        subq    $8, %rax
        movq    %rax, (%rdi)            /* context->stack_pointer */
        movq    $0, 8(%rdi)             /* rbp: the chain of frames ends here */
        movq    %rcx, 24(%rdi)          /* next: start */
        stmxcsr 32(%rdi)                /* the creator's */
        fnstcw  36(%rdi)
        ret
        .cfi_endproc
        .size   context_make, . - context_make

        .section .rodata
        .globl  coro_switch_name
        .type   coro_switch_name, @object
coro_switch_name:
        .string "x86_64"
        .size   coro_switch_name, . - coro_switch_name

        .section .note.GNU-stack, "", @progbits
