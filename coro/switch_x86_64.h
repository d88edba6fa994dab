/* The switch on x86-64: context.h, System V ABI, 3.2.1 and 3.2.3.
 *
 * It is inline, for the sake of the CPU's two ways to predict a jump. A return
 * is predicted to lead to the latest call that has not returned: a switch that
 * ends in ret would be predicted wrongly whenever two coroutines call it from
 * different places, and one that is called but left by a jump would shift the
 * prediction of all returns after it. Here is neither call nor ret: the jump is
 * predicted by its own history, at each place where the switch is used.
 *
 * What is in registers is saved by the compiler, since the assembler text says
 * that it changes all of them: so only those are saved that are in use. What
 * remains are those by which the compiler finds what it has saved (the stack
 * pointer, rbp, and for some functions rbx), and the control words of the two
 * floating-point units. */
#pragma once

struct context {
    void *stack_pointer, *rbp, *rbx;
    void *next; /* the instruction with which it continues */
    unsigned mxcsr;
    unsigned short x87;
};

#ifdef __AVX512F__
#define CONTEXT_AVX512                                                         \
    , "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23",  \
        "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30",         \
        "xmm31", "k1", "k2", "k3", "k4", "k5", "k6", "k7"
#else
#define CONTEXT_AVX512
#endif

/* Loading a control word takes longer than all else here, and nearly all
 * coroutines have the same. */
static inline void
context_control_words(struct context *from, const struct context *to)
{
    __asm__ volatile("stmxcsr %0\n\t"
                     "fnstcw %1"
                     : "=m"(from->mxcsr), "=m"(from->x87));
    if (__builtin_expect(from->mxcsr != to->mxcsr, 0))
        __asm__ volatile("ldmxcsr %0" : : "m"(to->mxcsr));
    if (__builtin_expect(from->x87 != to->x87, 0))
        __asm__ volatile("fldcw %0" : : "m"(to->x87));
}

#define CONTEXT_SWITCH_IS_INLINE
static inline void
context_switch(struct context *from, struct context *to)
{
    context_control_words(from, to);
    __asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
                     "movq %%rsp, 0(%0)\n\t" /* from->stack_pointer */
                     "movq %%rbp, 8(%0)\n\t"
                     "movq %%rbx, 16(%0)\n\t"
                     "movq %%rax, 24(%0)\n\t"
                     "movq 0(%1), %%rsp\n\t" /* to->stack_pointer */
                     "movq 8(%1), %%rbp\n\t"
                     "movq 16(%1), %%rbx\n\t"
                     "jmpq *24(%1)\n"
                     "1:" /* here `from` continues, when it is switched to */
                     : "+D"(from), "+S"(to)
                     :
                     : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12",
                     "r13", "r14", "r15", "xmm0", "xmm1", "xmm2", "xmm3",
                     "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
                     "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "st", "st(1)",
                     "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "cc",
                     "memory" CONTEXT_AVX512);
}

#undef CONTEXT_AVX512
