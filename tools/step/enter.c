#include "enter.h"

#include "layout.h"
#include "limit.h"
#include "single.h"
#include "tasks.h"
#include "touch.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* True when the task has stopped after its call, false when it sleeps. A woken
 * task is not asleep from that moment on (the waker sees to it), so the answer
 * does not depend on time. */
static bool
await_return(struct machine *machine, int worker)
{
    pid_t task = machine->target.worker[worker].task;
    int status, looks = 0;

    for (;;) {
        pid_t id = waitpid(task, &status, __WALL | WNOHANG);
        if (id == task && layout_met(task, status)) {
            ptrace(PTRACE_SINGLESTEP, task, NULL, NULL);
            continue;
        }
        if (id == task && WIFSTOPPED(status)) {
            machine->stop_status[worker] = status;
            return true;
        }
        if (id != 0)
            limit_lost(worker);
        looks = tasks_sleeps(task) ? looks + 1 : 0;
        if (looks > 1)
            return false;
        if (looks > 0)
            target_nap(&machine->target);
        else
            target_obey(&machine->target);
    }
}

bool
enter_call(struct machine *machine, int worker)
{
    const struct pose *pose = machine_pose(machine, machine->at[worker]);
    struct pose ignored = {0};
    struct ahead ahead;

    ahead_begin(&ahead, machine, pose);
    touch_written(&ahead, &pose->call, &ignored);
    free(ignored.touched);
    free(ahead.fresh);
    free(ahead.met);
    if (machine->stale)
        return true;
    if (pose->closes) { /* instead of its next call */
        arch_prepare_call(
            &ahead.registers, arch_pc(&ahead.registers), &pose->call);
        arch_write(ahead.task, &ahead.registers);
    }
    if (ptrace(PTRACE_SINGLESTEP, ahead.task, NULL, NULL) == -1)
        limit_lost(worker);
    machine->instructions++;
    return await_return(machine, worker);
}

bool
enter_has_returned(struct machine *machine, int worker)
{
    return await_return(machine, worker);
}

bool
enter_returned(struct ahead *ahead)
{
    struct note note = {.what = ahead->from->next, .has_after = true};
    struct pose ignored = {0};
    int signal = WSTOPSIG(ahead->machine->stop_status[ahead->worker]);

    touch_written(ahead, &ahead->from->call, &ignored);
    free(ignored.touched);
    if (signal != SIGTRAP && single_kills(ahead, signal))
        ahead->signal = signal;
    note.after = (uint64_t)arch_call_result(&ahead->registers);
    touch_note(ahead, &note);
    if (ahead->from->closes) {
        if (ahead->from->call.number == SYS_unshare && note.after != 0)
            limit_refuse("unshare(2) is refused, by which a process that ends "
                         "undoes what it did with SEM_UNDO");
        ahead->has_undone = true;
        ahead->has_closed |= ahead->from->call.number == SYS_close_range;
        ahead->registers = ahead->from->registers;
        arch_write(ahead->task, &ahead->registers);
    }
    return ahead->signal == 0;
}
