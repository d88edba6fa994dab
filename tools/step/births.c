#include "births.h"

#include "answer.h"
#include "arch.h"
#include "complaint.h"
#include "death.h"
#include "halts.h"
#include "ids.h"
#include "layout.h"
#include "limit.h"
#include "symbols.h"
#include "tasks.h"
#include "timed.h"
#include "unwinder.h"

#include "kit/clock.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Instructions before the program's own code: the C library's part of starting
 * a thread, a fork, a std::thread. */
enum { MOST_STEPS = 1000000 };

/* CPU time that main may use before it makes a task; and the longest sleep
 * after one that is waited for. */
enum { FIRST_S = 60, SLEEP_S = 3 };

static struct task *
main_of(struct target *target)
{
    return tasks_find(target, target->main);
}

/* It is stopped. */
static void
let_main_go(struct target *target)
{
    const struct task *main = main_of(target);

    if (main == NULL || ptrace(main->tells_calls ? PTRACE_SYSCALL : PTRACE_CONT,
                            main->id, NULL, 0L) == -1)
        limit_refuse("ptrace: %m: main cannot go on");
}

/* Is it stopped at a call of its own? Then it goes on. */
static bool
is_mains_call(
    struct target *target, struct program *program, pid_t id, int status)
{
    if (id != target->main || !tasks_at_call(status))
        return false;
    bool has_id = answer_call(program, id);
    if (has_id && program->is_known && !program->asks)
        main_of(target)->tells_calls = false;
    let_main_go(target);
    return true;
}

/* ---- New tasks. ---- */

/* A child that shares its parent's memory until it becomes another program
 * (vfork, posix_spawn, system): its parent waits for that, so it must run; and
 * so must those that it makes then, as a shell does. */
static void
set_free(struct target *target, pid_t parent)
{
    unsigned long id;

    if (ptrace(PTRACE_GETEVENTMSG, parent, NULL, &id) == -1)
        return;
    struct task *task = tasks_find(target, (pid_t)id);
    if (task == NULL)
        return;
    task->free = true;
    target->has_vforked = true;
    if (task->arrived)
        tasks_let_go(task, 0);
    task->arrived = false;
}

/* Has main just made a task? Then it is stopped. Any other task that was
 * stopped goes on, or stays where it was born. */
static bool
take(struct target *target, pid_t id, int status)
{
    struct task *task = target_news(target, id, status);

    if (task == NULL)
        return false;
    int event = status >> 16;
    bool makes = event == PTRACE_EVENT_CLONE || event == PTRACE_EVENT_FORK;
    if (event == PTRACE_EVENT_VFORK || (makes && task->free))
        set_free(target, id);
    else if (id == target->main && makes)
        return true;
    if (task->fresh && id != target->main && !task->free) {
        task->fresh = false;
        task->arrived = true;
    } else {
        death_note(target, task, status);
        tasks_go_on(task, status);
    }
    return false;
}

/* New tasks are stopped only a moment after their parent. */
static void
await_newborn(struct target *target)
{
    int status;

    for (int i = 1; i < target->tasks;) {
        const struct task *task = &target->task[i];
        if (task->arrived || task->free) {
            i++;
        } else if (target_wait(target, task->id, &status)) {
            take(target, task->id, status);
            i = 1;
        } else {
            limit_refuse("a task of the program was killed");
        }
    }
}

/* ---- How many there will be. ---- */

/* Has main finished making tasks, as far as we can see? It has ended, or sleeps
 * until another acts, or computes for long. If not, it makes another during the
 * study. */
static bool
makes_no_more(struct target *target, long limit_ns, int *switches)
{
    if (main_of(target) == NULL || tasks_used_ns(target) > limit_ns)
        return true;
    if (target->tasks > 1 && tasks_has_ended(target->main))
        return true; /* the others keep it from being reaped */
    /* It waits, and so do the free ones: for others, which are stopped. */
    return tasks_wait_for(target, 0, switches);
}

/* A wait that does not sleep: what it returns depends on what the tasks have
 * done that there are by now. */
static bool
asks_for_ends(const struct call *call)
{
    return (call->number == SYS_wait4 && (call->arguments[2] & WNOHANG) != 0) ||
           (call->number == SYS_waitid && (call->arguments[3] & WNOHANG) != 0);
}

/* It acts on other tasks, by an id or a group: what it does to them depends on
 * what they have done, and in a later start they have other ids. */
static bool
acts_on_tasks(const struct call *call)
{
    return calls_kind(call) == CALL_KILL ||
           call->number == SYS_rt_sigqueueinfo || call->number == SYS_setpgid ||
           call->number == SYS_setsid;
}

static bool
sleeps_for_a_time(const struct call *call)
{
    enum call_kind kind = calls_kind(call);

    return kind == CALL_YIELD || (kind == CALL_WAIT && calls_has_limit(call));
}

/* It polls: since its last task it has slept for a time, which is two stops,
 * and is about to do so again. Or it is about to sleep for so long that this
 * had better be a step of the study, which takes no time. */
static bool
sleeps_on(pid_t main, const struct call *call, int *stops)
{
    const struct timed timed = timed_by(main, call);

    return sleeps_for_a_time(call) &&
           (++*stops > 2 ||
               (timed.clock == -1 && timed.ns > SLEEP_S * NS_PER_S));
}

int
births_count(struct target *target, struct program *program)
{
    long limit_ns = FIRST_S * NS_PER_S, alarm_ns = 0;
    int count = 0, status, stops = 0, switches = -1;

    answer_begin(target, program);
    main_of(target)->tells_calls = true;
    let_main_go(target);
    while ((program->most_births == 0 || count < program->most_births) &&
           !makes_no_more(target, limit_ns, &switches)) {
        pid_t id = waitpid(-1, &status, __WALL | WNOHANG);
        if (is_mains_call(target, program, id, status)) {
            if (count > 0 && (asks_for_ends(&program->asking) ||
                                 acts_on_tasks(&program->asking) ||
                                 sleeps_on(id, &program->asking, &stops)))
                break;
            continue;
        }
        if (id > 0 && take(target, id, status)) {
            if (count++ == 0)
                alarm_ns = program->alarm_ns;
            stops = 0;
            limit_ns = tasks_used_ns(target) + NS_PER_S;
            let_main_go(target);
        } else if (id <= 0) {
            target_nap(target);
        }
    }
    program->alarm_ns = alarm_ns;
    return count;
}

/* ---- Reaching it. ---- */

/* Wait until main stops. True if that is because it has made a task. */
static bool
await_birth(struct target *target, struct program *program, int number)
{
    int status;

    for (;;) {
        pid_t id = waitpid(-1, &status, __WALL | WNOHANG);
        if (id == target->main && WIFSTOPPED(status) &&
            ((status >> 16 == 0 && WSTOPSIG(status) == SIGTRAP) ||
                layout_met(id, status)))
            return false; /* after a single step, or during it */
        if (is_mains_call(target, program, id, status))
            continue;
        if (id > 0 && take(target, id, status))
            return true;
        if (main_of(target) == NULL)
            limit_refuse("the program does something else when it is run "
                         "again: it made task %d, and now does not",
                number);
        if (id <= 0)
            target_nap(target);
    }
}

static void
run_to_birth(struct target *target, struct program *program, int number,
    struct early *early)
{
    for (bool is_born = false; !is_born;) {
        struct halts halts = {0};
        if (early != NULL) {
            early_note(early, target->main, number - 1);
            if (early->back != 0)
                halts_set(&halts, target->main, early->back);
            else
                halts_set_behind_pair(&halts, target->main);
        }
        if (early == NULL || halts.count > 0)
            let_main_go(target);
        else if (ptrace(PTRACE_SINGLESTEP, target->main, NULL, 0L) == -1)
            limit_refuse("ptrace: %m: main cannot go on");
        is_born = await_birth(target, program, number);
        if (!halts_lift(&halts, target->main))
            limit_refuse("ptrace: %m: main cannot go on");
    }
}

static void
step_to_own_code(struct target *target, struct task *task)
{
    struct registers registers;
    int status;

    for (int steps = 0; steps < MOST_STEPS; steps++) {
        struct halts halts = {0};
        halts_set_behind_pair(&halts, task->id);
        if (ptrace(halts.count > 0 ? PTRACE_CONT : PTRACE_SINGLESTEP, task->id,
                NULL, 0L) == -1 ||
            !target_wait(target, task->id, &status) || !WIFSTOPPED(status) ||
            !halts_lift(&halts, task->id) || !arch_read(task->id, &registers))
            limit_refuse("task %d was killed before it began", task->id);
        if (layout_met(task->id, status))
            continue;
        uint64_t pc = arch_pc(&registers);
        if (symbols_is_program(pc) || symbols_is_openmp(pc))
            return;
    }
    limit_refuse("task %d does not come to any code of the program", task->id);
}

/* The call by which main made it returns the id of the first start: main keeps
 * it in memory, and uses it to wait. */
static void
return_from_birth(struct target *target, struct program *program, int number)
{
    struct registers registers;
    int status;

    await_newborn(target);
    if (ptrace(PTRACE_SINGLESTEP, target->main, NULL, 0L) == -1 ||
        !target_wait(target, target->main, &status) || !WIFSTOPPED(status) ||
        !arch_read(target->main, &registers))
        limit_refuse("ptrace: %m: main cannot go on");
    program->call_at = arch_pc(&registers) - arch_call_bytes;
    if (!program->is_known)
        return;
    arch_set_call_result(&registers, program->ids[number].task);
    if (!arch_write(target->main, &registers))
        limit_refuse("ptrace: %m: main's registers cannot be written");
}

void
births_reach(struct target *target, struct program *program)
{
    struct early *early = program->is_known ? NULL : &program->early;

    if (program->asks)
        answer_begin(target, program);
    /* The first to return is the exec that nobody has asked for. */
    program->asking = (struct call){0};
    main_of(target)->tells_calls = program->asks || program->is_known;
    run_to_birth(target, program, 1, NULL);
    return_from_birth(target, program, 1);
    if (early != NULL) {
        symbols_report(target->main);
        early->apart_sp = UINT64_MAX; /* within the call that made it */
        unwinder_learn(program);
        complaint_learn(program);
    }
    unwinder_use(target, program);
    for (int i = 2; i <= program->births; i++) {
        run_to_birth(target, program, i, early);
        return_from_birth(target, program, i);
    }
    answer_all(target);
    main_of(target)->tells_calls = false;
    /* Main first: it may hold a lock that the youngest task waits for. */
    main_of(target)->arrived = true;
    for (int i = 0; i < target->tasks; i++)
        if (!target->task[i].free)
            step_to_own_code(target, &target->task[i]);
}
