#include "single.h"

#include "emulate.h"
#include "fatal.h"
#include "halts.h"
#include "layout.h"
#include "limit.h"
#include "schedule.h"
#include "tasks.h"
#include "where.h"

#include "kit/clock.h"
#include "kit/stop.h"

#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

/* The work (limit_work) of an instruction that is made here; and of one that
 * the kernel makes. */
enum { LOOK_EVERY = 256, STEP_WORK = 3, KERNEL_WORK = 20 };

bool
single_kills(const struct ahead *ahead, int signal)
{
    uint64_t self = 1UL << (signal - 1);

    if (!fatal_by_itself(signal))
        return false;
    if ((tasks_caught(ahead->task) & self) != 0)
        limit_refuse("worker %s gets %s, which the program handles: that is "
                     "not followed",
            schedule_name(ahead->worker), stop_signal_name(signal));
    return signal != SIGPIPE || (tasks_ignored(ahead->task) & self) == 0;
}

/* False if there is no more to come. */
static bool
await_step(
    const struct ahead *ahead, const struct instruction *what, int *status)
{
    if (ptrace(PTRACE_SINGLESTEP, ahead->task, NULL, NULL) == -1)
        return false;
    return what != NULL && what->kind == INSTRUCTION_CALL
               ? target_wait(&ahead->machine->target, ahead->task, status)
               : waitpid(ahead->task, status, __WALL) == ahead->task;
}

static bool
run_pair(const struct ahead *ahead, int *status)
{
    struct registers registers;
    bool good = halts_run_pair(ahead->task, status);

    if (!good && arch_read(ahead->task, &registers))
        limit_refuse("worker %s begins an update by a load-exclusive%s whose "
                     "end step does not find: it is not followed",
            schedule_name(ahead->worker), where_line(where_in_program(ahead)));
    return good;
}

/* One instruction, or a pair that counts as one. False on failure. */
static bool
run_instruction(const struct ahead *ahead, int *status)
{
    const struct instruction *what = decode_known(arch_pc(&ahead->registers));

    if (what != NULL && what->exclusive)
        return run_pair(ahead, status);
    return await_step(ahead, what, status) &&
           (!layout_met(ahead->task, *status) ||
               await_step(ahead, what, status));
}

/* The program's own breakpoint stops the worker as each step does, but it is
 * the program's signal. (The instruction says which it was.) */
static bool
is_breakpoint(const struct instruction *what)
{
    return what != NULL && (strncmp(what->text, "int3", 4) == 0 ||
                               strncmp(what->text, "brk", 3) == 0);
}

void
single_settle(struct ahead *ahead)
{
    if (ahead->is_unsettled && !arch_write(ahead->task, &ahead->registers))
        limit_lost(ahead->worker);
    ahead->is_unsettled = false;
}

static bool
step_task(struct ahead *ahead, const struct instruction *what)
{
    long begin_ns = clock_ns();
    int status;

    single_settle(ahead);

    do {
        if (!run_instruction(ahead, &status) || !WIFSTOPPED(status))
            limit_lost(ahead->worker);
        if (single_kills(ahead, WSTOPSIG(status)) ||
            (WSTOPSIG(status) == SIGTRAP && is_breakpoint(what)))
            ahead->signal = WSTOPSIG(status);
    } while (WSTOPSIG(status) != SIGTRAP && ahead->signal == 0);
    ahead->machine->traced_ns += clock_ns() - begin_ns;
    if (!arch_read(ahead->task, &ahead->registers))
        limit_lost(ahead->worker);
    return ahead->signal == 0;
}

/* The C runtime notes that it is done. It is not asked again in this process,
 * and in the next schedule it must not find that. */
static bool
is_left_out(const struct instruction *what)
{
    return what != NULL && what->is_done_flag && what->operand[0].writes;
}

bool
single_step(struct ahead *ahead)
{
    struct machine *machine = ahead->machine;
    const struct instruction *what = decode_known(arch_pc(&ahead->registers));

    if (++machine->instructions % LOOK_EVERY == 0)
        target_obey(&machine->target);
    if (is_left_out(what)) {
        arch_set_pc(&ahead->registers, what->address + what->bytes);
    } else if (what == NULL || !emulate(ahead->task, what, &ahead->registers)) {
        limit_work(KERNEL_WORK);
        return step_task(ahead, what);
    }
    limit_work(STEP_WORK);
    ahead->is_unsettled = true;
    return true;
}

/* A step is made once, and then known: it would always read the same. The
 * kernel's code (vdso(7)) asks only which processor it is on. */
static void
refuse_if_varies(const struct ahead *ahead, const struct instruction *what)
{
    if (what->kind == INSTRUCTION_VARIES &&
        !space_is_vdso(ahead->space, what->address))
        limit_refuse("worker %s asks the processor for its clock or a random "
                     "number (%.*s)%s, which differs each time: it is not "
                     "followed; clock_gettime and getrandom are",
            schedule_name(ahead->worker), (int)strcspn(what->text, " "),
            what->text, where_line(where_in_program(ahead)));
}

const struct instruction *
single_fetch(struct ahead *ahead)
{
    uint64_t pc = arch_pc(&ahead->registers);
    const struct instruction *found = decode_known(pc);
    unsigned char code[MAX_ENCODING] = {0};
    size_t bytes = sizeof(code);

    if (found != NULL) {
        refuse_if_varies(ahead, found);
        return found;
    }
    while (bytes > 0 && !target_peek(ahead->task, pc, code, bytes))
        bytes--; /* the mapping may end here */
    if (bytes == 0 || !decode(pc, code, &found))
        return NULL;
    if (found->kind == INSTRUCTION_OLD_CALL)
        where_refuse(ahead, found->text);
    refuse_if_varies(ahead, found);
    return found;
}

void
ahead_begin(
    struct ahead *ahead, struct machine *machine, const struct pose *from)
{
    int worker = from->worker;

    *ahead = (struct ahead){.machine = machine,
        .from = from,
        .worker = worker,
        .task = machine->target.worker[worker].task,
        .space = &machine->space[machine->space_of[worker]],
        .visit = from->visit,
        .place = from->place,
        .kept = from->kept,
        .handling = from->handling,
        .has_undone = from->has_undone,
        .has_closed = from->has_closed,
        .mapped = from->mapped,
        .made = from->made,
        .vforked = from->vforked,
        .needs = from->needs};
    /* Its next step is the call's first. */
    if (ahead->place.kind == PLACE_CALL)
        ahead->place.kind = PLACE_CALL_BEGUN;
    if (!arch_read(ahead->task, &ahead->registers))
        limit_lost(worker);
    ahead->sp = arch_sp(&ahead->registers);
}

long
ahead_make(struct machine *machine, int worker, uint64_t instruction,
    const struct call *call)
{
    struct pose pose = {.worker = worker};
    struct ahead ahead;

    ahead_begin(&ahead, machine, &pose);
    struct registers saved = ahead.registers;
    arch_prepare_call(&ahead.registers, instruction, call);
    if (arch_write(ahead.task, &ahead.registers))
        single_step(&ahead);
    arch_write(ahead.task, &saved);
    return arch_call_result(&ahead.registers);
}
