/* Is it true what step believes of instructions: which memory they read, and
 * which they write? The processor is asked.
 *
 * Each instruction is run with its operands in two pages. If it fails where a
 * page may only be read, it writes there. If what comes of it depends on what
 * the page has held, it reads there. */

#include "../harness/check.h"

#if defined(__x86_64__) && __has_include(<capstone/capstone.h>)

#include "../../tools/step/decode.h"
#include "../harness/no_symbols.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, TRIALS = 8 };

/* A line: what must be done before, the instruction, and what must be done
 * after it. %rdi and %rsi point into the two pages. */
#define INSTRUCTIONS(RUN)                                                      \
    RUN("", "mov %rax, (%rdi)", "")                                            \
    RUN("", "mov %al, 1(%rdi)", "")                                            \
    RUN("", "movl $5, 4(%rdi)", "")                                            \
    RUN("", "mov (%rdi), %rax", "")                                            \
    RUN("", "mov (%rdi), %ah", "")                                             \
    RUN("", "mov 8(%rdi,%rcx,8), %edx", "")                                    \
    RUN("", "mov -24(%rdi,%rcx,8), %edx", "")                                  \
    RUN("", "movzbl (%rdi), %eax", "")                                         \
    RUN("", "movslq (%rdi), %rax", "")                                         \
    RUN("", "movbe (%rdi), %rax", "")                                          \
    RUN("", "movbe %rax, (%rdi)", "")                                          \
    RUN("", "movnti %rax, (%rdi)", "")                                         \
    RUN("", "lea 8(%rdi), %rax", "")                                           \
    RUN("", "add %rax, (%rdi)", "")                                            \
    RUN("", "add (%rdi), %rax", "")                                            \
    RUN("", "adc %eax, (%rdi)", "")                                            \
    RUN("", "subq $1, (%rdi)", "")                                             \
    RUN("", "and %rax, (%rdi)", "")                                            \
    RUN("", "orb $1, (%rdi)", "")                                              \
    RUN("", "xor (%rdi), %rax", "")                                            \
    RUN("", "incq (%rdi)", "")                                                 \
    RUN("", "decl (%rdi)", "")                                                 \
    RUN("", "notq (%rdi)", "")                                                 \
    RUN("", "negq (%rdi)", "")                                                 \
    RUN("", "shlq $3, (%rdi)", "")                                             \
    RUN("", "sarq %cl, (%rdi)", "")                                            \
    RUN("", "rolq $7, (%rdi)", "")                                             \
    RUN("", "shld $3, %rax, (%rdi)", "")                                       \
    RUN("", "cmp %rax, (%rdi)", "")                                            \
    RUN("", "cmp (%rdi), %rax", "")                                            \
    RUN("", "cmpl $0, (%rdi)", "")                                             \
    RUN("", "test %rax, (%rdi)", "")                                           \
    RUN("", "btl $3, (%rdi)", "")                                              \
    RUN("", "btsq $3, (%rdi)", "")                                             \
    RUN("", "lock btrq $3, (%rdi)", "")                                        \
    RUN("", "sete (%rdi)", "")                                                 \
    RUN("xor %ebx, %ebx", "cmove (%rdi), %rax", "")                            \
    RUN("", "xchg %rax, (%rdi)", "")                                           \
    RUN("", "lock add %rax, (%rdi)", "")                                       \
    RUN("", "lock decl (%rdi)", "")                                            \
    RUN("", "lock xadd %rax, (%rdi)", "")                                      \
    RUN("", "xadd %eax, (%rdi)", "")                                           \
    RUN("", "cmpxchg %rdx, (%rdi)", "")                                        \
    RUN("", "lock cmpxchg %rdx, (%rdi)", "")                                   \
    RUN("", "lock cmpxchg8b (%rdi)", "")                                       \
    RUN("", "lock cmpxchg16b (%rdi)", "")                                      \
    RUN("", "imul (%rdi), %rax", "")                                           \
    RUN("", "imulq $3, (%rdi), %rax", "")                                      \
    RUN("", "mulq (%rdi)", "")                                                 \
    RUN("xor %edx, %edx", "divq (%rdi)", "")                                   \
    RUN("", "popcnt (%rdi), %rax", "")                                         \
    RUN("", "bsf (%rdi), %rax", "")                                            \
    RUN("", "crc32q (%rdi), %rax", "")                                         \
    RUN("", "pushq (%rdi)", "pop %rax")                                        \
    RUN("push %rax", "popq (%rdi)", "")                                        \
    RUN("", "stosq", "")                                                       \
    RUN("", "lodsq", "")                                                       \
    RUN("", "movsb", "")                                                       \
    RUN("", "cmpsb", "")                                                       \
    RUN("", "scasb", "")                                                       \
    RUN("", "rep stosb", "")                                                   \
    RUN("", "rep movsb", "")                                                   \
    RUN("", "repne scasb", "")                                                 \
    RUN("", "repe cmpsb", "")                                                  \
    RUN("", "movups %xmm0, (%rdi)", "")                                        \
    RUN("", "movups (%rdi), %xmm0", "")                                        \
    RUN("", "movaps %xmm0, (%rdi)", "")                                        \
    RUN("", "movdqu (%rdi), %xmm0", "")                                        \
    RUN("", "movntdq %xmm0, (%rdi)", "")                                       \
    RUN("", "movq %xmm0, (%rdi)", "")                                          \
    RUN("", "movq (%rdi), %xmm0", "")                                          \
    RUN("", "movd (%rdi), %xmm0", "")                                          \
    RUN("", "movss %xmm0, (%rdi)", "")                                         \
    RUN("", "movsd (%rdi), %xmm0", "")                                         \
    RUN("", "movhps %xmm0, (%rdi)", "")                                        \
    RUN("", "movhps (%rdi), %xmm0", "")                                        \
    RUN("", "movlpd %xmm0, (%rdi)", "")                                        \
    RUN("", "addsd (%rdi), %xmm0", "")                                         \
    RUN("", "pxor (%rdi), %xmm0", "")                                          \
    RUN("", "paddb (%rdi), %xmm0", "")                                         \
    RUN("", "pextrq $1, %xmm0, (%rdi)", "")                                    \
    RUN("", "pinsrq $1, (%rdi), %xmm0", "")                                    \
    RUN("", "cvtsi2sdq (%rdi), %xmm0", "")                                     \
    RUN("", "ucomisd (%rdi), %xmm0", "")                                       \
    RUN("", "stmxcsr (%rdi)", "")                                              \
    RUN("", "fnstcw (%rdi)", "")                                               \
    RUN("fld1", "fstpl (%rdi)", "")                                            \
    RUN("fld1", "fistpl (%rdi)", "")                                           \
    RUN("", "fldl (%rdi)", "fstpl -32(%rsp); mov -32(%rsp), %rax")             \
    RUN("", "fildl (%rdi)", "fstpl -32(%rsp); mov -32(%rsp), %rax")            \
    RUN("fld1", "fadds (%rdi)", "fstpl -32(%rsp); mov -32(%rsp), %rax")        \
    RUN("fld1", "fsubl (%rdi)", "fstpl -32(%rsp); mov -32(%rsp), %rax")        \
    RUN("fld1", "fmull (%rdi)", "fstpl -32(%rsp); mov -32(%rsp), %rax")        \
    RUN("fld1", "fdivrs (%rdi)", "fstpl -32(%rsp); mov -32(%rsp), %rax")       \
    RUN("fld1", "fiaddl (%rdi)", "fstpl -32(%rsp); mov -32(%rsp), %rax")       \
    RUN("fld1", "fidivl (%rdi)", "fstpl -32(%rsp); mov -32(%rsp), %rax")       \
    RUN("fld1", "fcomps (%rdi)", "fnstsw %ax")                                 \
    RUN("", "fldt (%rdi)", "fstpl -32(%rsp); mov -32(%rsp), %rax")             \
    RUN("fld1", "fstpt (%rdi)", "")                                            \
    RUN("", "vmovdqu (%rdi), %ymm0", "vzeroupper")                             \
    RUN("", "vmovdqu %ymm0, (%rdi)", "vzeroupper")                             \
    RUN("", "vpxor (%rdi), %xmm0, %xmm0", "")                                  \
    RUN("", "vpextrq $1, %xmm0, (%rdi)", "")                                   \
    RUN("", "vextracti128 $1, %ymm0, (%rdi)", "vzeroupper")                    \
    RUN("", "vpbroadcastb (%rdi), %xmm0", "")                                  \
    RUN("", "extractps $1, %xmm0, (%rdi)", "")                                 \
    RUN("kxnorq %k1, %k1, %k1", "vmovdqu8 %ymm16, (%rdi){%k1}", "")            \
    RUN("", "vmovdqu64 (%rdi), %ymm16", "vmovdqa64 %xmm16, %xmm0")             \
    RUN("", "prefetcht0 (%rdi)", "")                                           \
    RUN("", "nopl (%rdi)", "")                                                 \
    RUN("", "btsq %rcx, (%rdi)", "")                                           \
    RUN("", "fxsave (%rdi)", "")                                               \
    RUN("", "fnstenv (%rdi)", "")

#define ASSEMBLE(before, instruction, after)                                   \
    "2: " before "\n3: " instruction "\n4: " after "\n ret\n"                  \
    ".pushsection .data.rel.ro.cases, \"aw\"\n .quad 2b, 3b, 4b\n"             \
    ".popsection\n"
__asm__(".pushsection .data.rel.ro.cases, \"aw\"\n .global decode_cases\n"
        ".hidden decode_cases\n decode_cases:\n .popsection\n"
        ".text\n" INSTRUCTIONS(ASSEMBLE));

struct run {
    const unsigned char *begin, *instruction, *end;
};
extern const struct run decode_cases[];

#define TEXT(before, instruction, after) instruction,
static const char *const texts[] = {INSTRUCTIONS(TEXT)};

/* What an instruction finds, and leaves. */
struct cpu {
    uint64_t rax, rcx, rdx, rbx, rsi, rdi, flags;
    unsigned char xmm0[16];
};

void decode_run(const unsigned char *code, struct cpu *cpu);
__asm__(".text\n decode_run:\n"
        " push %rbx; push %rbp; push %r12\n"
        " mov %rdi, %rbp; mov %rsi, %r12\n"
        " mov (%r12), %rax; mov 8(%r12), %rcx; mov 16(%r12), %rdx\n"
        " mov 24(%r12), %rbx; mov 32(%r12), %rsi; mov 40(%r12), %rdi\n"
        " movups 56(%r12), %xmm0; pushq 48(%r12); popfq\n"
        " call *%rbp\n"
        " pushfq; popq 48(%r12); movups %xmm0, 56(%r12)\n"
        " mov %rax, (%r12); mov %rcx, 8(%r12); mov %rdx, 16(%r12)\n"
        " mov %rbx, 24(%r12); mov %rsi, 32(%r12); mov %rdi, 40(%r12)\n"
        " pop %r12; pop %rbp; pop %rbx; ret\n");

static unsigned char *pages[2]; /* where %rdi and %rsi point */
static sigjmp_buf faulted;

/* By SIGILL, if this processor does not have the instruction. */
static void
jump_out(int signal)
{
    siglongjmp(faulted, signal);
}

static struct cpu
fresh_cpu(void)
{
    struct cpu cpu = {.rax = 0x1122334455667788,
        .rcx = 3,
        .rdx = 0x99aabbccddeeff,
        .rbx = 0x123456789abcdef,
        .rdi = (uint64_t)(uintptr_t)pages[0],
        .rsi = (uint64_t)(uintptr_t)pages[1],
        .flags = 0x202};

    memset(cpu.xmm0, 0x3f, sizeof(cpu.xmm0));
    return cpu;
}

/* 0, or the signal that came of it. */
static int
run(const struct run *code, struct cpu *cpu)
{
    int signal = sigsetjmp(faulted, 1);

    if (signal != 0)
        return signal;
    *cpu = fresh_cpu();
    decode_run(code->begin, cpu);
    return 0;
}

static bool
is_unknown(const struct run *code)
{
    struct cpu cpu;

    return run(code, &cpu) == SIGILL;
}

static void
fill(unsigned char *bytes)
{
    for (int i = 0; i < PAGE; i++)
        bytes[i] = (unsigned char)random();
}

static bool
is_refused(const struct run *code, int page, int rights)
{
    struct cpu cpu;

    mprotect(pages[page], PAGE, rights);
    bool refused = run(code, &cpu) == SIGSEGV;
    mprotect(pages[page], PAGE, PROT_READ | PROT_WRITE);
    return refused;
}

/* Is what is left the same, but for bytes that it has not touched? */
static bool
same_but_untouched(const unsigned char *before, const unsigned char *after,
    const unsigned char *before2, const unsigned char *after2)
{
    for (int i = 0; i < PAGE; i++)
        if (after[i] != after2[i] &&
            (after[i] != before[i] || after2[i] != before2[i]))
            return false;
    return true;
}

/* Does what comes of it depend on what the page holds? */
static bool
depends_on(const struct run *code, int page)
{
    unsigned char before[2][PAGE], after[2][PAGE], other[2][PAGE];
    unsigned char others_begin[PAGE];
    struct cpu cpu[2];

    fill(others_begin);
    for (int i = 0; i < 2; i++) {
        fill(before[i]);
        memcpy(pages[page], before[i], PAGE);
        memcpy(pages[!page], others_begin, PAGE);
        CU_ASSERT_EQUAL_FATAL(run(code, &cpu[i]), 0);
        memcpy(after[i], pages[page], PAGE);
        memcpy(other[i], pages[!page], PAGE);
    }
    return memcmp(&cpu[0], &cpu[1], sizeof(cpu[0])) != 0 ||
           memcmp(other[0], other[1], PAGE) != 0 ||
           !same_but_untouched(before[0], after[0], before[1], after[1]);
}

struct use {
    bool reads, writes;
};

static struct use
true_use(const struct run *code, int page)
{
    struct use use = {.writes = is_refused(code, page, PROT_READ)};

    for (int i = 0; i < TRIALS && is_refused(code, page, PROT_NONE); i++)
        use.reads = use.reads || depends_on(code, page);
    return use;
}

static struct use
believed_use(const struct run *code, int page)
{
    unsigned char bytes[MAX_ENCODING] = {0};
    struct cpu cpu = fresh_cpu();
    struct registers registers = {.general = {.rax = cpu.rax,
                                      .rcx = cpu.rcx,
                                      .rdx = cpu.rdx,
                                      .rbx = cpu.rbx,
                                      .rsi = cpu.rsi,
                                      .rdi = cpu.rdi}};
    const struct instruction *what;
    struct use use = {false, false};

    memcpy(bytes, code->instruction, (size_t)(code->end - code->instruction));
    CU_ASSERT_FATAL(
        decode((uint64_t)(uintptr_t)code->instruction, bytes, &what));
    for (int i = 0; i < what->operands; i++) {
        uint64_t address = decode_address(&what->operand[i], &registers);
        if (address - (uint64_t)(uintptr_t)pages[page] >= PAGE)
            continue;
        use.reads = use.reads || what->operand[i].reads;
        use.writes = use.writes || what->operand[i].writes;
    }
    return use;
}

/* Does an instruction read and write where step believes that it does, and
 * nowhere else? */
TEST(table_is_true)
{
    const int rights = PROT_READ | PROT_WRITE;

    signal(SIGSEGV, jump_out);
    signal(SIGILL, jump_out);
    for (int page = 0; page < 2; page++) {
        pages[page] =
            mmap(NULL, PAGE, rights, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        CU_ASSERT_FATAL(pages[page] != MAP_FAILED);
    }
    for (int i = 0; i < COUNT(texts); i++)
        for (int page = 0; page < 2 && !is_unknown(&decode_cases[i]); page++) {
            struct use seen = true_use(&decode_cases[i], page);
            struct use believed = believed_use(&decode_cases[i], page);
            CU_ASSERT_EQUAL(believed.reads, seen.reads);
            CU_ASSERT_EQUAL(believed.writes, seen.writes);
            if (believed.reads != seen.reads || believed.writes != seen.writes)
                printf("\n    %s: page %d: reads %d, believed %d; writes %d, "
                       "believed %d\n",
                    texts[i], page, seen.reads, believed.reads, seen.writes,
                    believed.writes);
        }
    for (int page = 0; page < 2; page++)
        munmap(pages[page], PAGE);
    signal(SIGSEGV, SIG_DFL);
    signal(SIGILL, SIG_DFL);
}

#else

const char *
nothing_to_try(void)
{
    return "it is for x86-64, with capstone";
}

#endif
