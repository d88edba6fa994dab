#include "answer.h"

#include "arch.h"
#include "inject.h"
#include "limit.h"
#include "timed.h"

#include "kit/clock.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/random.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <time.h>

/* ---- Where the time is told. ---- */

static const struct {
    const char *name;
    long call;
} told[] = {
#ifdef __x86_64__
    {"__vdso_time", SYS_time},
    {"__vdso_gettimeofday", SYS_gettimeofday},
    {"__vdso_clock_gettime", SYS_clock_gettime},
#else
    {"__kernel_gettimeofday", SYS_gettimeofday},
    {"__kernel_clock_gettime", SYS_clock_gettime},
#endif
};

enum { TOLD = sizeof(told) / sizeof(told[0]) };

/* Our own copy of that function; NULL: there is none. */
static const unsigned char *
own_code(int i)
{
    static void *vdso;

    if (vdso == NULL)
        vdso = dlopen("linux-vdso.so.1", RTLD_LAZY | RTLD_NOLOAD);
    return vdso != NULL ? dlsym(vdso, told[i].name) : NULL;
}

static uint64_t
code_at(pid_t process, const unsigned char *own)
{
    return inject_vdso(process) + ((uintptr_t)own - getauxval(AT_SYSINFO_EHDR));
}

static void
ask(pid_t process)
{
    for (int i = 0; i < TOLD; i++) {
        unsigned char code[MAX_ASKING];
        const unsigned char *own = own_code(i);
        arch_asking(code, told[i].call);
        if (own != NULL && inject_vdso(process) != 0)
            target_poke(
                process, code_at(process, own), code, arch_asking_bytes);
    }
}

void
answer_begin(const struct target *target, struct program *program)
{
    program->asked = 0;
    ask(target->main);
}

void
answer_all(const struct target *target)
{
    for (int i = 0; i < target->tasks; i++)
        if (!target->task[i].free)
            ask(target->task[i].id);
}

/* ---- Answers. ---- */

/* If not, it is about to make the call. */
static bool
has_returned(pid_t main)
{
    struct __ptrace_syscall_info info;

    return ptrace(PTRACE_GET_SYSCALL_INFO, main, sizeof(info), &info) > 0 &&
           info.op == PTRACE_SYSCALL_INFO_EXIT;
}

/* What the clock says now, if it has said that. No more than the date differs
 * between two days. */
static long
go_on(struct program *program, unsigned long clock, long now_ns)
{
    long *first_ns =
        &program->clock_ns[clock < MAX_CLOCKS ? clock : MAX_CLOCKS - 1];

    if (*first_ns == 0)
        *first_ns = now_ns / NS_PER_S * NS_PER_S;
    return *first_ns + program->asked * NS_PER_MS;
}

long
answer_begun(struct program *program, long clock)
{
    struct timespec now = {0, 0};

    clock_gettime((clockid_t)clock, &now);
    return go_on(program, (unsigned long)clock, now.tv_sec * NS_PER_S);
}

/* At that address there are seconds, and parts of a second. */
static void
answer_there(struct program *program, pid_t main, uint64_t address,
    unsigned long clock, long parts)
{
    long time[2];

    if (address == 0 || !target_peek(main, address, time, sizeof(time)))
        return;
    program->asked++;
    long now_ns = go_on(
        program, clock, time[0] * NS_PER_S + time[1] * (NS_PER_S / parts));
    time[0] = now_ns / NS_PER_S;
    time[1] = now_ns % NS_PER_S / (NS_PER_S / parts);
    target_poke(main, address, time, sizeof(time));
}

#ifdef SYS_time /* AArch64 has no such call */
static void
answer_time(struct program *program, pid_t main, struct registers *registers,
    uint64_t address)
{
    long now_s = arch_call_result(registers) * NS_PER_S;

    program->asked++;
    now_s = go_on(program, CLOCK_REALTIME, now_s) / NS_PER_S;
    if (address != 0)
        target_poke(main, address, &now_s, sizeof(now_s));
    arch_set_call_result(registers, now_s);
    arch_write(main, registers);
}
#endif

/* Main has slept, and found that out: has a whole while passed? */
static bool
has_slept(const struct call *call, long result)
{
    enum call_kind kind = calls_kind(call);

    return kind == CALL_WAIT ? result == -ETIMEDOUT
                             : kind == CALL_YIELD && result == 0;
}

static void
let_pass(struct program *program, pid_t main, long result)
{
    const struct timed timed = timed_by(main, &program->asking);
    long now = program->asked * NS_PER_MS;
    long begun =
        timed.clock == -1 ? -now : answer_begun(program, timed.clock) - now;
    long then = (timed.ns - begun + NS_PER_MS - 1) / NS_PER_MS;

    if (has_slept(&program->asking, result) && then > program->asked)
        program->asked = then;
}

long
answer_random(pid_t task, const struct call *call, uint64_t number)
{
    uint64_t bytes = call->arguments[1];

    for (uint64_t i = 0; i < bytes; i++) {
        number = number * 6364136223846793005UL + 1442695040888963407UL;
        unsigned char byte = (unsigned char)(number >> 56);
        if (!target_poke(task, call->arguments[0] + i, &byte, 1))
            return -EFAULT;
    }
    return (long)bytes;
}

static void
answer_id(struct program *program, pid_t main, struct registers *registers)
{
    if (!program->is_known)
        return;
    arch_set_call_result(registers, program->ids[0].task);
    arch_write(main, registers);
}

/* It tells the kernel, and no file in /proc. */
static void
check_setting(const struct program *program)
{
    const struct call *call = &program->asking;

    if (call->number == SYS_prctl && call->arguments[1] != 0 &&
        call->arguments[0] == PR_SET_CHILD_SUBREAPER)
        limit_refuse("%s adopts its children's children when they are orphaned "
                     "(PR_SET_CHILD_SUBREAPER): that is not followed",
            program->argv[0]);
}

bool
answer_call(struct program *program, pid_t main)
{
    struct registers registers;
    const struct call *call = &program->asking;

    if (!arch_read(main, &registers))
        return false; /* it is gone, as waitpid will report */
    if (!has_returned(main)) {
        arch_call_entered(&registers, &program->asking);
        check_setting(program);
        return false;
    }
    if (calls_kind(call) == CALL_ALARM && !program->is_known)
        program->alarm_ns = timed_by(main, call).ns;
    switch (call->number) {
    case SYS_set_tid_address:
        answer_id(program, main, &registers);
        return true;
    case SYS_getpid:
    case SYS_gettid:
        answer_id(program, main, &registers);
        break;
    case SYS_setsid:
    case SYS_getsid:
    case SYS_getpgid:
#ifdef SYS_getpgrp
    case SYS_getpgrp:
#endif
        if (arch_call_result(&registers) == main) /* it is the leader */
            answer_id(program, main, &registers);
        break;
#ifdef SYS_time
    case SYS_time:
        answer_time(program, main, &registers, call->arguments[0]);
        break;
#endif
    case SYS_gettimeofday:
        answer_there(
            program, main, call->arguments[0], CLOCK_REALTIME, 1000000);
        break;
    case SYS_clock_gettime:
        answer_there(
            program, main, call->arguments[1], call->arguments[0], NS_PER_S);
        break;
    case SYS_getrandom:
        /* The C library's own, for what no program reads. */
        if ((call->arguments[2] & GRND_NONBLOCK) != 0)
            return false;
        if (arch_call_result(&registers) > 0)
            answer_random(main, call, (uint64_t)++program->asked);
        break;
    default:
        let_pass(program, main, arch_call_result(&registers));
        return false;
    }
    program->asks = true;
    return false;
}
