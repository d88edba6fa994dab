#include "deliver.h"

#include "ahead.h"
#include "cancel.h"
#include "imposed.h"
#include "limit.h"
#include "mask.h"
#include "schedule.h"
#include "tasks.h"
#include "touch.h"
#include "where.h"

#include "kit/stop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static _Noreturn void
refuse(const struct ahead *ahead, int signal, const char *why)
{
    limit_refuse("worker %s gets %s, %s: that is not followed",
        schedule_name(ahead->worker), stop_signal_name(signal), why);
}

static void
check(const struct ahead *ahead, int signal, const struct action *action)
{
    if (signal == CANCEL_SIGNAL && ahead->place.kind == PLACE_PROGRAM)
        refuse(ahead, signal, "by which it is cancelled at any instruction");
    if ((action->flags & SA_ONSTACK) != 0)
        refuse(ahead, signal, "whose handler has a stack of its own");
    if (ahead->handling.depth == MAX_HANDLERS)
        refuse(ahead, signal, "in a handler, in a handler, and so on");
    if (ahead->kept.switches)
        refuse(ahead, signal, "after it has changed its stack");
}

/* The action of the worker's process, which gets there from the room on its
 * stack; what it was before goes there. */
static void
act(struct ahead *ahead, int signal, uint64_t room, struct action *action)
{
    uint64_t after = room + sizeof(*action);
    const struct call call = {SYS_rt_sigaction,
        {(uint64_t)signal, room, after, sizeof(action->mask)}};

    if (!target_poke(ahead->task, room, action, sizeof(*action)) ||
        ahead_make(ahead->machine, ahead->worker,
            ahead->machine->program->call_at, &call) != 0 ||
        !target_peek(ahead->task, after, action, sizeof(*action)))
        limit_lost(ahead->worker);
}

/* The kernel writes its frame there. All of it is set to 0 first: not
 * everything is written. */
static void
clear_room(struct ahead *ahead, uint64_t low, uint64_t bytes)
{
    struct pose ignored = {0};
    void *zeros = store_new(bytes);

    touch_memory(ahead, low, bytes, false, true, &ignored);
    free(ignored.touched);
    target_poke(ahead->task, low, zeros, bytes);
    free(zeros);
}

/* The task is at a stop at which it takes a signal: act has made a step. */
static void
enter(struct ahead *ahead, const struct delivery *delivery,
    const struct action *action)
{
    int signal = delivery->signal, status;
    struct origin origin;

    per_signal_copy(&ahead->machine->origins, delivery->origin, &origin);
    const siginfo_t info = origin_info(ahead, signal, &origin);
    if (!arch_write(ahead->task, &ahead->registers) ||
        ptrace(PTRACE_SETSIGINFO, ahead->task, NULL, &info) == -1 ||
        ptrace(PTRACE_SINGLESTEP, ahead->task, NULL, (long)signal) == -1 ||
        waitpid(ahead->task, &status, __WALL) != ahead->task ||
        !WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP ||
        !arch_read(ahead->task, &ahead->registers) ||
        arch_pc(&ahead->registers) != action->handler)
        limit_lost(ahead->worker);
}

/* In sigsuspend, the handler runs with the mask of that; the old one comes back
 * after it. */
static void
suspend(struct ahead *ahead)
{
    mask_begin(ahead, ~ahead->from->awaited);
    if (!tasks_write_blocked(ahead->task, ~ahead->from->awaited))
        limit_lost(ahead->worker);
}

static void
deliver(struct ahead *ahead, const struct delivery *delivery)
{
    const struct pose *from = ahead->from;
    const struct action action =
        actions_of(&ahead->machine->actions, delivery->action);
    struct action kernel = action;
    struct handling *handling = &ahead->handling;
    int signal = delivery->signal;
    enum interrupts what = delivery->what;
    uint64_t sp = arch_sp(&ahead->registers);
    uint64_t bytes = from->vector_bytes + arch_frame_bytes;
    uint64_t frame = (sp - arch_red_zone - bytes) & ~(uint64_t)(WORD_BYTES - 1);
    uint64_t room = frame - 2 * sizeof(action);
    bool suspends = what == INTERRUPTS_CALL && from->kind == POSE_CALL &&
                    from->call.number == SYS_rt_sigsuspend;

    check(ahead, signal, &action);
    clear_room(ahead, room, sp - arch_red_zone - room);
    act(ahead, signal, room, &kernel);
    if (what == INTERRUPTS_CALL ||
        (what == INTERRUPTS_WAIT && (action.flags & SA_RESTART) == 0))
        arch_return_from_call(&ahead->registers, -EINTR);
    handling->outer[handling->depth].sp = sp;
    handling->outer[handling->depth].pc = arch_pc(&ahead->registers);
    handling->outer[handling->depth].cancels = signal == CANCEL_SIGNAL;
    handling->outer[handling->depth].blocks_trap = ahead->kept.blocks_trap;
    handling->outer[handling->depth].visit = from->visit;
    handling->outer[handling->depth++].place = from->place;
    if (suspends)
        suspend(ahead);
    mask_add(ahead, action.mask);
    enter(ahead, delivery, &action);
    if (arch_sp(&ahead->registers) < frame)
        refuse(ahead, signal, "for which the kernel needs more of the stack");
    act(ahead, signal, room, &kernel);
    clear_room(ahead, room, frame - room);
    arch_tidy_frame(
        ahead->task, &ahead->registers, suspends ? &from->blocked : NULL);
}

static void
happen(struct ahead *ahead, const struct imposed *imposed)
{
    deliver(ahead, &(struct delivery){(int)imposed->input[0],
                       (enum interrupts)imposed->input[1],
                       (int)imposed->input[2], (int)imposed->input[3]});
}

static int
go_on(struct ahead *ahead, const struct imposed *imposed)
{
    (void)imposed;
    return ahead->machine->at[ahead->worker] = ahead_run(ahead, true);
}

const struct edge *
deliver_edge(struct machine *machine, int pose, const uint64_t *values,
    const struct delivery *delivery)
{
    const struct imposed imposed = {IMPOSED_SIGNAL,
        {(uint64_t)delivery->signal, delivery->what, (uint64_t)delivery->action,
            (uint64_t)delivery->origin},
        happen, go_on};

    return imposed_edge(machine, pose, values, &imposed);
}
