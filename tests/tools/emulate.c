/* Does an instruction that step makes itself do what the processor does? The
 * processor is asked: each instruction is also single-stepped, in a child, with
 * the same registers and the same memory. */

#include "../harness/check.h"

#if defined(__x86_64__) && __has_include(<capstone/capstone.h>)

#include "../../tools/step/emulate.h"
#include "../harness/no_symbols.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 512, TRIALS = 200, TOP = 256 };

/* %rdi, %rsi, %rbp and %rsp point into the middle of the memory; %rcx is small;
 * %r10 is not 0; %r11 and the words at %rsp and %rbp are the code's end. */
__asm__(
    ".pushsection .text\n emulate_begin:\n"
    " mov %rax, %rbx; mov %eax, %ebx; mov %ax, %bx; mov %al, %bl\n"
    " mov %ah, %bl; mov %bl, %ah; mov %ah, %bh; mov %r9b, %sil\n"
    " mov $-5, %rax; mov $5, %eax; movabs $0x1122334455667788, %rax\n"
    " mov %rax, (%rdi); mov %eax, 8(%rdi,%rcx,8); mov %al, -1(%rsi)\n"
    " mov (%rdi), %rax; mov 3(%rdi), %edx; mov (%rdi), %dx\n"
    " mov -8(%rbp,%rcx,4), %dh; movl $-7, (%rsp); movb $7, 1(%rdi)\n"
    " movw $-7, 2(%rdi); movq $-9, (%rsi); mov %fs:0x28, %rax\n"
    " movzbl %al, %ebx; movzwl %ax, %ebx; movzbl %ah, %ebx\n"
    " movzbw (%rdi), %ax; movsbl %al, %ebx; movsbq (%rdi), %rbx\n"
    " movswl %ax, %edx; movslq %eax, %rbx; movslq 4(%rdi), %rbx\n"
    " lea 8(%rdi,%rax,4), %rbx; lea (%rax,%rdx), %ebx; lea 5(%rip), %rax\n"
    " lea -1(%rax), %bx\n"
    " add %rax, %rbx; add %eax, %ebx; add %ax, %bx; add %al, %bh\n"
    " add $-1, %rax; add $1, %al; add %rax, (%rdi); add (%rdi), %eax\n"
    " adc %rax, %rbx; adc %al, (%rdi); adc $-1, %eax\n"
    " sub %rax, %rbx; sub %eax, %ebx; sub %bx, %ax; sub (%rdi), %al\n"
    " sub $0x1000, %rsp; sbb %rax, %rax; sbb %ebx, %eax; sbb $5, %al\n"
    " and %rax, %rbx; and $-16, %rsp; and $15, %eax; and %al, (%rdi)\n"
    " or %rax, %rbx; or $-1, %eax; orl $0, (%rsp); or %ah, %al\n"
    " xor %eax, %eax; xor %rbx, %rax; xor (%rdi), %dl; xorw $1, (%rdi)\n"
    " cmp %rax, %rbx; cmp %eax, %ebx; cmp $5, %al; cmpl $-1, (%rdi)\n"
    " cmp (%rdi), %rax; cmpb $0, (%rdi,%rcx); cmp %ax, 2(%rdi)\n"
    " test %rax, %rax; test %eax, %ebx; test $1, %al; testb $4, (%rdi)\n"
    " test %ah, %ah; inc %rax; inc %bl; incl (%rdi); dec %eax; decq (%rdi)\n"
    " neg %rax; neg %bl; negl (%rdi); not %rax; notb (%rdi); not %ebx\n"
    " shl $3, %rax; shl %eax; shl %cl, %rax; shll $0, (%rdi)\n"
    " shr $63, %rax; shr %cl, %ebx; shr %al; shrw $9, (%rdi)\n"
    " sar $1, %rax; sar %cl, %eax; sarb $3, (%rdi); sar $31, %ebx\n"
    " imul %rax, %rbx; imul %eax, %ebx; imul (%rdi), %rax\n"
    " imul $-3, %rax, %rbx; imul $1000, (%rdi), %eax; imul $7, %bx, %ax\n"
    " rol $7, %rax; rol %cl, %eax; ror $1, %rbx; rorl $5, (%rdi)\n"
    " bsf %r10, %rax; bsr %r10d, %ebx; mul %rbx; mull (%rdi); mul %r10d\n"
    " div %r10; div %r10d; idiv %r10; idiv %r10d\n"
    " stosb; stosq; rep stosq; rep stosb; movsb; movsq; rep movsb\n"
    " bt %rax, %rbx; bt %eax, %ebx; bt $5, %rax; bt $31, %eax\n"
    " cltq; cltd; cqto; leave; nop; nopl (%rax); endbr64\n"
    " push %rax; push $-1; push $0x12345678; pushq (%rdi); push %rsp\n"
    " pushq 8(%rsp); pop %rax; pop %rsp; popq (%rdi); popq 8(%rsp)\n"
    " jmp 1f; 1: call 1f; 1: call *%r11; jmp *%r11; jmp *(%rsp)\n"
    " call *(%rbp); ret; ret $16\n"
    " jo 1f; jno 1f; jb 1f; jae 1f; je 1f; jne 1f; jbe 1f; ja 1f; 1:\n"
    " js 1f; jns 1f; jp 1f; jnp 1f; jl 1f; jge 1f; jle 1f; jg 1f; 1:\n"
    " .byte 0x0f, 0x84, 0, 0, 0, 0\n"
    " seto %al; setno %bl; setb %ah; setae %sil; sete (%rdi); setne %al\n"
    " setbe %al; seta %al; sets %al; setns %al; setp %al; setnp %al\n"
    " setl %al; setge %al; setle %al; setg %al\n"
    " cmovo %rax, %rbx; cmove %eax, %ebx; cmovne (%rdi), %rax\n"
    " cmovl %ax, %bx; cmovge %rax, %rdx; cmovbe %eax, %edx\n"
    " xchg %rax, %rbx; xchg %eax, (%rdi); xchg %al, %ah; xchg %ax, %dx\n"
    " xadd %rax, %rbx; lock xadd %eax, (%rdi); xadd %al, (%rdi)\n"
    " xadd %rax, %rax; cmpxchg %rdx, (%rdi); lock cmpxchg %edx, (%rdi)\n"
    " cmpxchg %dl, (%rdi); cmpxchg %rdx, %rbx; cmpxchg %edx, %ebx\n"
    " lock incl (%rdi); lock decq (%rdi); lock orl $0, (%rsp)\n"
    " lock addl $-1, 4(%rdi); lock subl $1, (%rdi)\n"
    " xadd %rdi, (%rdi); lock xadd %esi, (%rsi); xchg %rdi, (%rdi)\n"
    " xchg %ah, (%rdi); cmpxchg %rdi, (%rdi); add %rdi, (%rdi)\n"
    " emulate_end: nop\n .popsection\n");

extern const unsigned char emulate_begin[], emulate_end[];

static uint64_t *memory; /* of the child, at the same address */
static pid_t child;

static bool
move(bool there, uint64_t *words)
{
    struct iovec mine = {words, WORDS * sizeof(*words)};
    struct iovec theirs = {memory, WORDS * sizeof(*words)};

    return (there ? process_vm_writev(child, &mine, 1, &theirs, 1, 0)
                  : process_vm_readv(child, &mine, 1, &theirs, 1, 0)) ==
           (ssize_t)mine.iov_len;
}

/* Often one where a flag may change. */
static uint64_t
number(void)
{
    static const uint64_t edges[] = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000,
        0x7fffffff, 0x80000000, 0xffffffff, INT64_MAX, 1UL << 63, UINT64_MAX};
    uint64_t any = (uint64_t)random() << 33 ^ (uint64_t)random();

    return random() % 2 == 0 ? any : edges[random() % COUNT(edges)];
}

static void
draw(struct registers *registers, uint64_t *words)
{
    const uint64_t middle = (uint64_t)(uintptr_t)(memory + TOP);
    struct user_regs_struct *general = &registers->general;

    for (int i = 0; i < WORDS; i++)
        words[i] = number();
    general->rax = number();
    general->rbx = random() % 4 == 0 ? general->rax : number();
    general->rdx = number();
    general->r9 = number();
    general->r10 = number() | 256;
    general->rcx = (uint64_t)random() % 4;
    general->rdi = middle - 512;
    general->rsi = middle - 256;
    general->rsp = middle;
    general->rbp = middle + 512;
    general->r11 = words[TOP] = words[TOP + 64] = (uintptr_t)emulate_end;
    if (random() % 3 == 0)
        words[TOP - 64] = general->rax;
    general->eflags =
        (general->eflags & ~0x8d5UL) | ((uint64_t)random() & 0x8d5);
}

static bool
step(struct registers *registers)
{
    int status;

    return arch_write(child, registers) &&
           ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) == 0 &&
           waitpid(child, &status, 0) == child && WIFSTOPPED(status) &&
           WSTOPSIG(status) == SIGTRAP && arch_read(child, registers);
}

/* The manuals leave some flags of a shift undefined. */
static void
drop_undefined(const struct instruction *what, struct registers *registers)
{
    enum { ADJUST = 0x10, OVERFLOW = 0x800 };

    if (what->number == X86_INS_SHL || what->number == X86_INS_SHR ||
        what->number == X86_INS_SAR || what->number == X86_INS_ROL ||
        what->number == X86_INS_ROR)
        registers->general.eflags &= ~(unsigned long long)(ADJUST | OVERFLOW);
}

static bool
divides(const struct instruction *what)
{
    return what->number == X86_INS_DIV || what->number == X86_INS_IDIV;
}

/* Do both do the same, from the same? */
static bool
agree(const struct instruction *what)
{
    uint64_t before[WORDS], made[WORDS], stepped[WORDS];
    struct registers ours, theirs;

    CU_ASSERT_FATAL(arch_read(child, &ours));
    draw(&ours, before);
    ours.general.rip = what->address;
    theirs = ours;
    CU_ASSERT_FATAL(move(true, before));
    bool known = emulate(child, what, &ours);
    if (!known && divides(what))
        return true; /* it may fail */
    CU_ASSERT_FATAL(move(false, made) && move(true, before));
    CU_ASSERT_FATAL(step(&theirs));
    CU_ASSERT_FATAL(move(false, stepped));
    drop_undefined(what, &ours);
    drop_undefined(what, &theirs);
    return known && memcmp(&ours, &theirs, sizeof(ours)) == 0 &&
           memcmp(made, stepped, sizeof(made)) == 0;
}

static void
begin_child(void)
{
    int status;

    memory = mmap(NULL, WORDS * sizeof(*memory), PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_FATAL(memory != MAP_FAILED);
    child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        _exit(0);
    }
    CU_ASSERT_FATAL(child != -1 && waitpid(child, &status, 0) == child);
}

static void
end_child(void)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    munmap(memory, WORDS * sizeof(*memory));
}

/* Does each one that is made here leave the same registers, flags and memory?
 */
TEST(does_what_the_processor_does)
{
    const unsigned char *at = emulate_begin;
    const struct instruction *what;

    begin_child();
    while (at < emulate_end) {
        unsigned char code[MAX_ENCODING];
        memcpy(code, at, sizeof(code));
        CU_ASSERT_FATAL(decode((uintptr_t)at, code, &what));
        int agreed = 0;
        while (agreed < TRIALS && agree(what))
            agreed++;
        CU_ASSERT_EQUAL(agreed, TRIALS);
        if (agreed < TRIALS)
            printf("\n    %s: not in trial %d\n", what->text, agreed);
        at += what->bytes;
    }
    end_child();
}

/* Is what it cannot do left undone, for a single step to show? */
TEST(leaves_what_fails)
{
    static const unsigned char load[MAX_ENCODING] = {0x48, 0x8b, 0x07};
    static const unsigned char push[MAX_ENCODING] = {0x50};
    const struct instruction *what;
    struct registers before = {.general = {.rdi = 8, .rsp = 4096}}, after;

    begin_child();
    CU_ASSERT_FATAL(decode(1, load, &what));
    after = before;
    CU_ASSERT_FALSE(emulate(child, what, &after));
    CU_ASSERT_EQUAL(memcmp(&after, &before, sizeof(after)), 0);
    CU_ASSERT_FATAL(decode(2, push, &what));
    before.general.rsp = (uintptr_t)emulate_end; /* code, which is read-only */
    after = before;
    CU_ASSERT_FALSE(emulate(child, what, &after));
    CU_ASSERT_EQUAL(memcmp(&after, &before, sizeof(after)), 0);
    end_child();
}

/* Is an instruction left to the processor whose prefix means something rare, or
 * that goes to no address? */
TEST(leaves_what_is_rare)
{
    static const unsigned char rare[][MAX_ENCODING] = {
        {0x66, 0x50},                   /* pushw %ax */
        {0x66, 0x5b},                   /* popw %bx */
        {0x66, 0x0f, 0x84, 1, 0, 0, 0}, /* data16 je */
        {0x66, 0xe8, 1, 0, 0, 0},       /* data16 call */
        {0x66, 0xc9},                   /* leavew */
        {0xf0, 0x03, 0x07},             /* lock add (%rdi), %eax */
        {0xf2, 0xc3},                   /* bnd ret */
        {0x63, 0x07},                   /* movslq's, but of 4 bytes */
        {0xff, 0xe0},                   /* jmp *%rax */
        {0xc3},                         /* ret */
    };
    const struct instruction *what;
    struct registers before, after;
    uint64_t words[WORDS];

    begin_child();
    CU_ASSERT_FATAL(arch_read(child, &before));
    draw(&before, words);
    before.general.rax = words[TOP] = 1UL << 63;
    CU_ASSERT_FATAL(move(true, words));
    for (int i = 0; i < COUNT(rare); i++) {
        CU_ASSERT_FATAL(decode(0x1000UL + (uint64_t)i, rare[i], &what));
        before.general.rip = what->address;
        after = before;
        CU_ASSERT_FALSE(emulate(child, what, &after));
        CU_ASSERT_EQUAL(memcmp(&after, &before, sizeof(after)), 0);
    }
    end_child();
}

#else

const char *
nothing_to_try(void)
{
    return "it is for x86-64, with capstone";
}

#endif
