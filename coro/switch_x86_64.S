/* The switch on x86-64: context.h, System V ABI, 3.2.1 and 3.2.3.
 *
 * Callee-saved are rbx, rbp, r12 to r15, the stack pointer, and the control
 * words of the two floating-point units. The instruction pointer is on the
 * stack already: the call pushed it, and ret pops the other's.
 *
 * This object does not declare support for the shadow stack (CET), so the
 * linker turns that off for the program: our ret does not match a call. */

        .text

/* void context_switch(struct context *from, struct context *to) */
        .globl  context_switch
        .type   context_switch, @function
context_switch:
        .cfi_startproc
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset rbp, 0
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset rbx, 0
        pushq   %r12
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r12, 0
        pushq   %r13
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r13, 0
        pushq   %r14
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r14, 0
        pushq   %r15
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r15, 0
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        stmxcsr (%rsp)
        fnstcw  4(%rsp)

        movq    %rsp, (%rdi)            /* from->stack_pointer */
        movq    (%rsi), %rsp            /* to->stack_pointer: now on its stack */

        fldcw   4(%rsp)
        ldmxcsr (%rsp)
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        popq    %r15
        .cfi_adjust_cfa_offset -8
        .cfi_restore r15
        popq    %r14
        .cfi_adjust_cfa_offset -8
        .cfi_restore r14
        popq    %r13
        .cfi_adjust_cfa_offset -8
        .cfi_restore r13
        popq    %r12
        .cfi_adjust_cfa_offset -8
        .cfi_restore r12
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore rbx
        popq    %rbp
        .cfi_adjust_cfa_offset -8
        .cfi_restore rbp
        ret
        .cfi_endproc
        .size   context_switch, . - context_switch

/* Entry of a new context: context_make has put start into rbx, and its argument
 * into r12. */
        .type   begin, @function
begin:
        .cfi_startproc
        .cfi_undefined rip              /* no caller: a backtrace ends here */
        movq    %r12, %rdi
        callq   *%rbx
        ud2                             /* start must not return */
        .cfi_endproc
        .size   begin, . - begin

/* void context_make(struct context *context, void *stack, size_t bytes,
 *     void (*start)(void *), void *argument)
 *
 * Lay out the frame that context_switch pops. Where begin calls start, the
 * stack pointer must be a multiple of 16: after ret it is the top. */
        .globl  context_make
        .type   context_make, @function
context_make:
        .cfi_startproc
        leaq    (%rsi,%rdx), %rax       /* stacks grow down: begin at the top */
        andq    $-16, %rax
        leaq    begin(%rip), %rdx
        movq    %rdx, -8(%rax)          /* for ret */
        movq    $0, -16(%rax)           /* rbp: a chain of frames ends here */
        movq    %rcx, -24(%rax)         /* rbx: start */
        movq    %r8, -32(%rax)          /* r12: argument */
        movq    $0, -40(%rax)           /* r13 to r15 */
        movq    $0, -48(%rax)
        movq    $0, -56(%rax)
        stmxcsr -64(%rax)               /* the creator's */
        fnstcw  -60(%rax)
        subq    $64, %rax
        movq    %rax, (%rdi)
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
