#include "native.h"

#include "fatal.h"
#include "lend.h"
#include "limit.h"
#include "single.h"
#include "tasks.h"
#include "where.h"

#include "kit/clock.h"

#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define REST_NS 10000000L

enum { STRETCH_WORK = 2000 }; /* limit.h */

struct stretch {
    struct ahead *ahead;
    struct pace *pace;
    struct guard guard;
    long until_ns, ran_ns;
    bool is_halted; /* SIGSTOP is on its way */
    bool in_call;   /* it is within a call that will not be made */
    int status;     /* as of waitpid */
};

/* ---- May it? ---- */

/* The kernel writes there whenever the task has been off the CPU. */
static bool
has_rseq(pid_t task)
{
#ifdef PTRACE_GET_RSEQ_CONFIGURATION
    struct __ptrace_rseq_configuration rseq = {0};

    return ptrace(PTRACE_GET_RSEQ_CONFIGURATION, task, sizeof(rseq), &rseq) !=
               -1 &&
           rseq.rseq_abi_pointer != 0;
#else
    (void)task;
    return false;
#endif
}

static bool
may_run(const struct ahead *ahead)
{
    uint64_t blocked, needed = 1UL << (SIGSEGV - 1) | 1UL << (SIGTRAP - 1);

    return arch_has_native && !ahead->machine->every_instruction &&
           !ahead->machine->program->interrupts &&
           ahead->place.kind <= PLACE_LIBRARY &&
           ahead->visit.function == NULL && !ahead->visit.for_nothing &&
           tasks_read_blocked(ahead->task, &blocked) &&
           (blocked & needed) == 0 && !has_rseq(ahead->task);
}

/* ---- Stop by stop. ---- */

static void
halt(struct stretch *stretch)
{
    const struct ahead *ahead = stretch->ahead;
    pid_t process = ahead->machine->target.worker[ahead->worker].process;

    stretch->is_halted =
        syscall(SYS_tgkill, process, ahead->task, SIGSTOP) == 0;
}

static void
run(struct stretch *stretch)
{
    struct ahead *ahead = stretch->ahead;
    long begin_ns = clock_ns(), now_ns = begin_ns;
    pid_t seen;

    if (ptrace(PTRACE_SYSEMU, ahead->task, NULL, NULL) == -1)
        limit_lost(ahead->worker);
    while ((seen = waitpid(ahead->task, &stretch->status, __WALL | WNOHANG)) ==
           0) {
        if (!stretch->is_halted && now_ns >= stretch->until_ns)
            halt(stretch);
        long left_ns = stretch->until_ns - now_ns;
        target_rest(&ahead->machine->target,
            left_ns > 0 && left_ns < REST_NS ? left_ns : REST_NS);
        now_ns = clock_ns();
    }
    if (seen != ahead->task || !WIFSTOPPED(stretch->status) ||
        !arch_read(ahead->task, &ahead->registers))
        limit_lost(ahead->worker);
    stretch->ran_ns += clock_ns() - begin_ns;
}

/* ptrace(2) says how to recognise a breakpoint. */
static bool
take_trap(struct stretch *stretch, int code)
{
    struct registers *registers = &stretch->ahead->registers;

    if (code == SI_KERNEL)
        arch_set_pc(registers, arch_pc(registers) - arch_breakpoint_skip);
    return code <= 0; /* sent by a process */
}

static bool
make_step(struct stretch *stretch)
{
    uint64_t pc = arch_pc(&stretch->ahead->registers);

    return pace_may_meet(stretch->pace, pc) && lend_step(&stretch->guard);
}

/* May it go on? A harmless signal does not reach it; a deadly one comes again
 * when the instruction is stepped. */
static bool
take_stop(struct stretch *stretch)
{
    int signal = WSTOPSIG(stretch->status);
    siginfo_t about = {0};

    stretch->in_call = tasks_at_call(stretch->status);
    if (stretch->in_call) {
        arch_undo_call(&stretch->ahead->registers);
        return false;
    }
    ptrace(PTRACE_GETSIGINFO, stretch->ahead->task, NULL, &about);
    if (signal == SIGTRAP)
        return take_trap(stretch, about.si_code) && !stretch->is_halted;
    if (signal == SIGSEGV)
        return !stretch->is_halted &&
               (about.si_code == SEGV_ACCERR || about.si_code == SEGV_MAPERR) &&
               (guard_open(&stretch->guard, (uintptr_t)about.si_addr) ||
                   make_step(stretch));
    return !stretch->is_halted && !fatal_by_itself(signal);
}

/* ---- The end of it. ---- */

/* As it is now, after what is pending: the end of a call that is not made (a
 * separate stop), and SIGSTOP. No instruction is executed. */
static void
settle(const struct stretch *stretch)
{
    struct ahead *ahead = stretch->ahead;
    bool in_call = stretch->in_call;
    int status = stretch->status;
    bool is_halted = stretch->is_halted && WSTOPSIG(status) != SIGSTOP;

    if (!arch_write(ahead->task, &ahead->registers))
        limit_lost(ahead->worker);
    while (in_call || is_halted) {
        if (ptrace(PTRACE_SINGLESTEP, ahead->task, NULL, NULL) == -1 ||
            waitpid(ahead->task, &status, __WALL) != ahead->task ||
            !WIFSTOPPED(status) || (WSTOPSIG(status) == SIGTRAP && !in_call))
            limit_lost(ahead->worker);
        in_call &= WSTOPSIG(status) != SIGTRAP;
        is_halted &= WSTOPSIG(status) != SIGSTOP;
    }
}

/* Does the call that would return to there lead to that function? If not, that
 * was jumped to. */
static bool
calls(pid_t task, uint64_t back, uint64_t function)
{
    unsigned char code[5];
    int32_t distance;

    if (!target_peek(task, back - sizeof(code), code, sizeof(code)) ||
        code[0] != 0xe8)
        return false;
    memcpy(&distance, code + 1, sizeof(distance));
    uint64_t to = back + (uint64_t)(int64_t)distance;
    return to == function || plt_leads_to(task, to, function);
}

/* Does it stand where a function of the library begins that the program has
 * called, or jumped to? */
static bool
has_left_program(struct ahead *ahead)
{
    const struct instruction *what = single_fetch(ahead);
    uint64_t word = 0;

    target_peek(ahead->task, arch_sp(&ahead->registers), &word, sizeof(word));
    uint64_t back = arch_return_address(&ahead->registers, word);
    return what != NULL && what->entry_of != NULL &&
           (symbols_is_program(back) ||
               !calls(ahead->task, back, what->address));
}

/* Its place, as note_place of ahead.c would note it, except that the program's
 * call of the library is known only if the function has just begun. */
static void
find_place(struct ahead *ahead)
{
    struct place_of_call *place = &ahead->place;

    if (ahead->machine->program->births == 0)
        return;
    if (symbols_is_program(arch_pc(&ahead->registers)))
        *place = (struct place_of_call){.kind = PLACE_PROGRAM};
    else if (has_left_program(ahead))
        *place = (struct place_of_call){
            .kind = PLACE_LIBRARY, .outer_sp = arch_sp(&ahead->registers)};
    else if (where_is_called(ahead))
        *place = (struct place_of_call){
            .kind = PLACE_LIBRARY, .outer_sp = UINT64_MAX};
    else
        *place = (struct place_of_call){
            .kind = PLACE_CALL, .sp = UINT64_MAX, .outer_sp = UINT64_MAX};
}

bool
native_run(struct ahead *ahead, struct pace *pace)
{
    struct machine *machine = ahead->machine;
    struct stretch stretch = {.ahead = ahead, .pace = pace};
    uint64_t pc = arch_pc(&ahead->registers);

    if (!pace_is_due(pace, &machine->hot, pc) || !may_run(ahead))
        return false;
    limit_work(STRETCH_WORK);
    single_settle(ahead);
    plt_turn(ahead);
    if (!guard_begin(&stretch.guard, ahead))
        return false;
    /* A word that it writes as it was does not show: it must stay. */
    ahead->below = (struct below){0};
    if (!stops_set(machine, ahead->task))
        limit_lost(ahead->worker);
    stretch.until_ns = clock_ns() + pace->slice_ns;
    do
        run(&stretch);
    while (take_stop(&stretch));
    settle(&stretch);
    if (!stops_take(machine, ahead->task))
        limit_lost(ahead->worker);
    guard_end(&stretch.guard);
    ahead->kept.switches |= machine->stops.changes_stack;
    find_place(ahead);
    machine->traced_ns += stretch.ran_ns;
    pace_take(pace, &machine->hot, pc, stretch.ran_ns, stretch.is_halted);
    return true;
}
