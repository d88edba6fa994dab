/* The switch on aarch64: context.h, AAPCS64, 6.1.
 *
 * Callee-saved are x19 to x28, the frame pointer x29, the stack pointer, and
 * the lower halves of v8 to v15 (d8 to d15). The link register x30 holds the
 * return address: restoring the other's takes us there. (The floating-point
 * control register is global in this ABI: all share it.) */

        .text

/* void context_switch(struct context *from, struct context *to) */
        .globl  context_switch
        .type   context_switch, %function
context_switch:
        .cfi_startproc
        sub     sp, sp, #160
        .cfi_def_cfa_offset 160
        stp     x19, x20, [sp, #0]
        stp     x21, x22, [sp, #16]
        stp     x23, x24, [sp, #32]
        stp     x25, x26, [sp, #48]
        stp     x27, x28, [sp, #64]
        stp     x29, x30, [sp, #80]
        .cfi_offset x29, -80
        .cfi_offset x30, -72
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]

        mov     x9, sp
        str     x9, [x0]                /* from->stack_pointer */
        ldr     x9, [x1]                /* to->stack_pointer: */
        mov     sp, x9                  /* now on its stack */

        ldp     x19, x20, [sp, #0]
        ldp     x21, x22, [sp, #16]
        ldp     x23, x24, [sp, #32]
        ldp     x25, x26, [sp, #48]
        ldp     x27, x28, [sp, #64]
        ldp     x29, x30, [sp, #80]
        ldp     d8, d9, [sp, #96]
        ldp     d10, d11, [sp, #112]
        ldp     d12, d13, [sp, #128]
        ldp     d14, d15, [sp, #144]
        add     sp, sp, #160
        .cfi_def_cfa_offset 0
        .cfi_restore x29
        .cfi_restore x30
        ret
        .cfi_endproc
        .size   context_switch, . - context_switch

/* Entry of a new context: context_make has put start into x19. */
        .type   begin, %function
begin:
        .cfi_startproc
        .cfi_undefined x30              /* no caller: a backtrace ends here */
        blr     x19
        brk     #1                      /* start must not return */
        .cfi_endproc
        .size   begin, . - begin

/* void context_make(struct context *context, void *stack, size_t bytes,
 *     void (*start)(void))
 *
 * Lay out the frame that context_switch pops; the stack pointer must always be
 * a multiple of 16. */
        .globl  context_make
        .type   context_make, %function
context_make:
        .cfi_startproc
        add     x9, x1, x2              /* stacks grow down: begin at the top */
        and     x9, x9, #-16
        sub     x9, x9, #160
        str     x3, [x9, #0]            /* x19: start */
        adr     x10, begin
        stp     xzr, x10, [x9, #80]     /* x29: a chain of frames ends; x30 */
        str     x9, [x0]
        ret                             /* the others are undefined */
        .cfi_endproc
        .size   context_make, . - context_make

        .section .rodata
        .globl  coro_switch_name
        .type   coro_switch_name, %object
coro_switch_name:
        .string "aarch64"
        .size   coro_switch_name, . - coro_switch_name

        .section .note.GNU-stack, "", %progbits
