#include "entered.h"

#include "arch.h"
#include "death.h"
#include "freeze.h"
#include "left_out.h"
#include "tasks.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define ASLEEP_NS (NS_PER_MS / 5)
#define QUIET_NS  (200 * NS_PER_MS)
#define PATIENCE  (20000 * NS_PER_MS)

/* ---- Breakpoints. ---- */

struct breakpoints {
    bool is_gate; /* they are where gate_enter begins */
    int count;
    struct entry entry[MAX_ENTRIES];
    unsigned char saved[MAX_ENTRIES][8];
};

static void
set_breakpoints(pid_t process, struct breakpoints *points)
{
    for (int i = 0; i < points->count; i++) {
        uint64_t address = points->entry[i].address;
        if (!target_peek(
                process, address, points->saved[i], arch_breakpoint_bytes) ||
            !target_poke(
                process, address, arch_breakpoint, arch_breakpoint_bytes))
            die(STATUS_CANNOT, "cannot set a breakpoint at %#lx: %m",
                (unsigned long)address);
    }
}

/* In every process: each has the text for itself. */
static void
clear_breakpoints(const struct target *target, const struct breakpoints *points)
{
    for (int i = 0; i < target->tasks; i++)
        for (int j = 0; j < points->count; j++)
            if (!target_poke(target->task[i].id, points->entry[j].address,
                    points->saved[j], arch_breakpoint_bytes) &&
                errno != ENOENT && errno != ESRCH && errno != EIO)
                die(STATUS_CANNOT, "cannot take a breakpoint back: %m");
}

/* Were the stopped task's registers within reach? If it has been killed
 * meanwhile, its end is still to be reported. */
static bool
has_access(bool done)
{
    if (!done && errno != ESRCH)
        die(STATUS_CANNOT, "ptrace: %m: a task's registers are out of reach");
    return done;
}

/* Is the task stopped at one of them? Then it has not passed it yet. */
static bool
is_at(struct task *task, const struct breakpoints *points)
{
    struct registers registers;

    if (!has_access(arch_read(task->id, &registers)))
        return false;
    uint64_t pc = arch_pc(&registers) - arch_breakpoint_skip;
    for (int i = 0; i < points->count; i++)
        if (points->entry[i].address == pc) {
            arch_set_pc(&registers, pc);
            task->entry = pc;
            return has_access(arch_write(task->id, &registers));
        }
    return false;
}

/* When something last happened, and the CPU time used by then. */
struct news {
    long ns, used_ns;
};

/* A task that may still make a worker is at work, or sleeps only for a time.
 * But one that polls whether the workers are done does so for ever: so when
 * nothing has happened for a while, all are there. (A task at work must have
 * had the CPU in that while: on a busy machine it may just not have got it.) */
static bool
is_complete(const struct target *target, int wanted, const struct news *last)
{
    int arrived = tasks_arrived(target);
    long quiet_ns = clock_ns() - last->ns;

    if (wanted > 0 || arrived == 0)
        return wanted > 0 && arrived >= wanted;
    if (tasks_all_asleep(target, true))
        return quiet_ns > ASLEEP_NS;
    return quiet_ns > QUIET_NS &&
           (tasks_all_asleep(target, false) ||
               tasks_used_ns(target) - last->used_ns > QUIET_NS / 2);
}

/* The gate knows how many will come: `workers` is its first member. */
static void
ask_gate(struct target *target)
{
    struct registers registers;
    int workers;

    for (int i = 0; i < target->tasks && target->expected == 0; i++)
        if (target->task[i].arrived &&
            arch_read(target->task[i].id, &registers) &&
            target_peek(target->task[i].id, arch_argument(&registers), &workers,
                sizeof(workers)))
            target->expected = workers;
}

/* Run until the workers have arrived; if no number is given, all that can. */
static void
run_to(struct target *target, const struct breakpoints *points, int wanted)
{
    struct news last = {clock_ns(), 0};
    long give_up_ns = last.ns + PATIENCE;
    int status;

    while (target->tasks > 0) {
        pid_t id = waitpid(-1, &status, __WALL | WNOHANG);
        if (id > 0) {
            last = (struct news){clock_ns(), tasks_used_ns(target)};
            struct task *task = target_news(target, id, status);
            if (task == NULL)
                continue;
            if (WSTOPSIG(status) == SIGTRAP && status >> 16 == 0 &&
                is_at(task, points))
                task->arrived = true;
            else {
                death_note(target, task, status);
                tasks_go_on(task, status);
            }
            if (points->is_gate && tasks_arrived(target) > 0)
                ask_gate(target);
            continue;
        }
        if (is_complete(target, wanted > 0 ? wanted : target->expected, &last))
            return;
        remains_look(&target->left);
        target_bound_output(target);
        target_nap(target);
        if (clock_ns() > give_up_ns)
            return;
    }
}

/* ---- Where they enter. ---- */

/* Each is at the first instruction of a function: it ends where that returns
 * to. An inlined one has no such place. */
static void
find_returns(struct target *target, const struct breakpoints *points)
{
    for (int i = 0; i < target->workers; i++) {
        struct worker *worker = &target->worker[i];
        struct registers registers;
        uint64_t word = 0;

        if (!arch_read(worker->task, &registers) ||
            !target_peek(
                worker->task, arch_sp(&registers), &word, sizeof(word)))
            die(STATUS_CANNOT, "worker %d: %m: its registers cannot be read",
                i);
        for (int j = 0; j < points->count; j++)
            if (points->entry[j].address == arch_pc(&registers) &&
                !points->entry[j].is_inlined) {
                worker->end_pc = arch_return_address(&registers, word);
                worker->end_sp = arch_sp(&registers) + 1;
            }
    }
}

/* All workers are at the gate: let them through. */
static void
pass_gate(struct target *target, uint64_t gate_leave)
{
    struct breakpoints returns = {0};

    for (int i = 0; i < target->workers; i++) {
        uint64_t address = target->worker[i].end_pc;
        int seen = 0;
        while (seen < returns.count && returns.entry[seen].address != address)
            seen++;
        if (seen == returns.count && seen < MAX_ENTRIES)
            returns.entry[returns.count++].address = address;
        target->worker[i].end_pc = gate_leave;
        target->worker[i].end_sp = 1;
    }
    for (int i = 0; i < target->workers; i++)
        if (i == 0 || target->worker[i].process != target->worker[0].process)
            set_breakpoints(target->worker[i].task, &returns);
    tasks_release(target, 0);
    run_to(target, &returns, target->workers);
    clear_breakpoints(target, &returns);
    if (tasks_arrived(target) != target->workers) {
        target_kill(target);
        die(STATUS_STUCK, "the workers did not come through the gate");
    }
}

/* The lab's gate measures, too: one of the program's own may have the two other
 * names. */
void
entered_find(struct target *target, struct program *program)
{
    const char *name = program->function;
    struct entry leave[MAX_ENTRIES];

    if (program->is_known)
        return;
    symbols_report(target->main);
    if (name == NULL && symbols_entries("gate_elapsed_ns", leave) > 0 &&
        symbols_entries("gate_leave", leave) > 0 &&
        (program->entries = symbols_entries("gate_enter", program->entry)) > 0)
        program->gate_leave = leave[0].address;
    if (name == NULL)
        return;
    program->entries = symbols_entries(name, program->entry);
    if (program->entries > 0)
        return;
    target_kill(target);
    die(STATUS_USAGE,
        "%s has no function '%s': omit --function to control every "
        "task; or compile it with -g",
        program->argv[0], name);
}

/* Bring the tasks to where they enter the gate, or a function. */
void
entered_start(struct target *target, struct program *program)
{
    struct breakpoints points = {
        .count = program->entries, .is_gate = program->gate_leave != 0};

    memcpy(points.entry, program->entry, sizeof(points.entry));
    set_breakpoints(target->main, &points);
    tasks_release(target, 0);
    run_to(target, &points, 0);
    clear_breakpoints(target, &points);
    target_list_workers(target);
    if (target->workers == 0)
        death_tell(target, program);
    find_returns(target, &points);
    if (program->gate_leave != 0)
        pass_gate(target, program->gate_leave);
    freeze_others(target);
    /* The lab's gate is where the study of its workers begins. */
    if (program->gate_leave == 0)
        left_out_list(target, &target->left_out);
}
