#include "ask.h"

#include "alarm.h"
#include "forked.h"
#include "forking.h"
#include "futex.h"
#include "guest.h"
#include "ids.h"
#include "input.h"
#include "interrupt.h"
#include "limit.h"
#include "owner.h"
#include "react.h"
#include "reap.h"
#include "ring.h"
#include "schedule.h"
#include "send.h"
#include "signals.h"
#include "spare.h"
#include "standing.h"
#include "take.h"
#include "vforked.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Who adopts a child whose parent has ended: init. */
enum { FOSTER_PARENT = 1 };

/* The kernel makes the call, which may sleep, and let others return. */
static bool
step_kernel(
    struct model *model, struct state *state, int worker, struct event *event)
{
    struct machine *machine = model->machine;

    if (machine->scouts) /* it goes no further */
        return false;
    int next = kernel_call(
        machine, *state->kernel, state->seat[worker].pose, state->value);
    model->track->unknown = true;
    if (next == -1)
        return false;
    const struct kernel_step *step = kernel_step(&machine->kernel, next);
    event->note =
        (struct note){.what = standing_pose(model, state, worker)->next};
    event->asleep = step->asleep;
    *state->kernel = next;
    state->seat[worker].in_kernel = step->asleep;
    standing_leave_loop(state, worker);
    for (int i = 0; i < step->returns; i++) {
        const struct returned *returned = &step->returned[i];
        const struct edge *edge = &machine->poses.edge[returned->edge];
        struct seat *seat = &state->seat[returned->worker];
        if (returned->worker != worker)
            event->woken |= workers_only(returned->worker);
        else
            event->note = edge->note[0];
        take_changes(model, state, edge);
        seat->in_kernel = false;
        seat->pose = returned->pose;
        seat->lag = returned->lag;
        seat->via = returned->lag > 0 ? returned->edge : 0;
    }
    return true;
}

static bool
refuse(struct model *model, const struct pose *pose)
{
    model->has_unknown_call = true;
    model->unknown_call = pose->call.number;
    model->unknown_at = pose->asked_at;
    return false;
}

/* The child gets its descriptors: from here on, another kernel state. */
static bool
step_part(struct model *model, struct state *state, int worker)
{
    struct machine *machine = model->machine;

    if (machine->scouts) /* as in step_kernel */
        return false;
    int next = kernel_call(
        machine, *state->kernel, state->seat[worker].pose, state->value);
    if (next != -1)
        *state->kernel = next;
    return next != -1;
}

/* The other program gets what is open: where that is more than an empty stdin
 * and what is printed, it depends on the kernel's state. */
static bool
step_exec(
    struct model *model, struct state *state, int worker, struct event *event)
{
    struct machine *machine = model->machine;
    uint64_t guest = 0; /* not known yet */

    if (signals_first(model, state, worker, ~0UL) != 0 ||
        alarm_is_set(model, state, worker))
        return refuse(model, standing_pose(model, state, worker));
    forking_check_exec(model, state, worker);
    if (machine->program->has_descriptors || input_is_there()) {
        if (!step_part(model, state, worker))
            return false;
        model->track->unknown = true;
        guest = (uint64_t)kernel_step(&machine->kernel, *state->kernel)->guest;
    }
    standing_leave_loop(state, worker);
    return take_edge(model, state, worker, &guest, 1, event);
}

/* A spare task becomes a worker: always the same one for the n-th that a worker
 * makes. If there is none, the search begins again with one more. */
static bool
step_birth(
    struct model *model, struct state *state, int worker, struct event *event)
{
    struct program *program = model->machine->program;
    const struct pose *pose = standing_pose(model, state, worker);
    bool forks = forked_is_call(&pose->call);
    size_t count;

    if (program->births == 0)
        return refuse(model, pose);
    model->track->unknown = true;
    if (forks)
        forking_check(model, state, worker);
    int child = spare_for(program, &(struct spare){worker, pose->made, forks});
    if (child >= model->workers) {
        model->machine->stale = true;
        return false;
    }
    bool has_part = pose->vforked != 0 || (forks && program->has_descriptors);
    if (has_part && !step_part(model, state, worker))
        return false;
    uint64_t id = (uint64_t)program->ids[child].task;
    uint64_t *input =
        pose->vforked != 0
            ? vforked_input(model->machine, *state->kernel, child, &count)
            : forking_input(model, state, worker, child, &count);
    standing_leave_loop(state, worker);
    bool good = take_edge(model, state, worker, input, count, event);
    free(input);
    if (!good)
        return false;
    const struct edge *edge = &model->machine->poses.edge[event->edge];
    state->seat[child].pose = edge->begin;
    if (signals_first_of(model, child) == child)
        react_inherit(model, state, worker, child);
    event->made = child;
    take_half(model, state, worker, edge->id_at[0], (uint32_t)id);
    take_half(model, state, worker, edge->id_at[1], (uint32_t)id);
    return true;
}

/* Wait for an ended process: its id, and how it has ended. */
static bool
step_reap(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct call call = standing_pose(model, state, worker)->call;
    const struct reap_form form = reap_form(&call);
    int ended = reap_whom(model, state, worker, &call);
    uint64_t input[2] = {0, 0};

    if (ended >= 0) {
        input[0] = (uint64_t)model->machine->program->ids[ended].process;
        input[1] = (uint64_t)reap_status(model, state, ended);
        state->seat[ended].reaped = (form.options & WNOWAIT) == 0;
        state->seat[ended].told = form.answer != 0;
    } else if (ended == REAP_NOBODY) {
        input[0] = (uint64_t)-ECHILD;
    }
    standing_leave_loop(state, worker);
    return take_edge(model, state, worker, input, 2, event);
}

/* Does the process stand where a step of its own may come next, other than the
 * sender's? */
static bool
goes_on(const struct model *model, const struct state *state, int process,
    int sender)
{
    const int *space_of = model->machine->space_of;

    for (int i = 0; i < model->workers; i++)
        if (i != sender && space_of[i] == space_of[process] &&
            model_standing(model, state, i) == STANDING_READY)
            return true;
    return false;
}

/* Is it the end of that process? */
static bool
waits_for(const struct model *model, const struct state *state, int worker,
    int process)
{
    const struct pose *pose = standing_pose(model, state, worker);
    const struct reap_form form = reap_form(&pose->call);

    return pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_REAP &&
           form.which == P_PID &&
           form.id == model->machine->program->ids[process].process;
}

/* On another CPU, who is killed goes on for a moment, or ends by itself. Nobody
 * can tell if the sender waits for that end at once, or if it dies too and
 * there is no other process: that moment might have come before. */
static bool
step_kill(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const int *space_of = model->machine->space_of;
    const struct sending sending =
        calls_sending(&standing_pose(model, state, worker)->call);
    struct event ignored;
    uint64_t result = 0;
    int process;

    model->track->unknown = true;
    if (signals_send(model, state, worker)) {
        standing_leave_loop(state, worker);
        return take_edge(model, state, worker, &result, 1, event);
    }
    if (model->machine->stale)
        return false;
    result = (uint64_t)send_look(model, state, worker, &process);
    bool is_own = process != -1 && space_of[process] == space_of[worker];
    bool is_seen = !is_own || model->machine->spaces > 1;
    bool outruns =
        process != -1 && is_seen && goes_on(model, state, process, worker);

    if (result == (uint64_t)-1)
        return refuse(model, standing_pose(model, state, worker));
    if (process != -1 && !send_death(model, state, process, (int)sending.signal,
                             is_own ? event : &ignored))
        return false;
    if (is_own)
        event->signal = (int)sending.signal;
    standing_leave_loop(state, worker);
    if (!is_own && !take_edge(model, state, worker, &result, 1, event))
        return false;
    model->machine->gaps.has_outrun |=
        outruns && !waits_for(model, state, worker, process);
    return true;
}

/* Memory that is removed goes when the last has detached it; here, all keep
 * what they have attached. */
static void
check_attached(const struct model *model, const struct state *state, int worker)
{
    const struct machine *machine = model->machine;
    const struct pose *pose = standing_pose(model, state, worker);
    int number = *state->kernel;

    while (pose->call.number == SYS_shmat && number != 0) {
        const struct kernel_step *step = kernel_step(&machine->kernel, number);
        const struct call *made = &machine_pose(machine, step->pose)->call;
        if (made->number == SYS_shmctl &&
            (int)made->arguments[0] == (int)pose->call.arguments[0])
            limit_refuse("worker %s attaches System V memory after it was "
                         "removed, which is not followed: remove it once all "
                         "have attached it",
                schedule_name(worker));
        number = step->before;
    }
}

/* It gives way to others, or sleeps for a time: in a loop, it waits. */
static bool
step_yield(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct pose *pose = standing_pose(model, state, worker);
    bool sleeps = pose->call.number != SYS_sched_yield;
    int from = state->seat[worker].pose;
    uint64_t step = standing_signature(model, state, worker);

    alarm_slept(model, state, worker, pose->limit.lasts);
    if (!take_words(model, state, worker, event))
        return false;
    standing_follow_loop(state, worker, from, step, 0);
    state->seat[worker].loop.told = true;
    state->seat[worker].loop.sleeps |= sleeps;
    return true;
}

/* One about which step knows nothing better: it is the kernel's. */
static bool
step_other(
    struct model *model, struct state *state, int worker, struct event *event)
{
    struct machine *machine = model->machine;
    struct program *program = machine->program;
    const struct pose *pose = standing_pose(model, state, worker);
    const struct call call = pose->call;

    if (calls_redirects(&call) && program->births > 0) {
        calls_redirected(true);
        machine->stale = true;
        return false;
    }
    /* Open files are closed at the end: see ahead.c. */
    if (!program->has_descriptors && !calls_has_descriptor(&call)) {
        program->has_descriptors = true;
        machine->stale = machine->spaces > 1;
        if (machine->stale)
            return false;
    }
    if (signals_changes_handler(model, &call))
        return refuse(model, pose);
    guest_beside_changes(calls_changes_files(&call));
    if (forking_keeps_lock(program, &call))
        return refuse(model, pose);
    check_attached(model, state, worker);
    if (!calls_is_system_v(&call) || program->has_own_ipc)
        return step_kernel(model, state, worker, event);
    return refuse(model, pose);
}

bool
ask_step(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct pose *pose = standing_pose(model, state, worker);
    const struct call call = pose->call;
    uint64_t result = (uint64_t)calls_result(&call);

    switch (calls_kind(&call)) {
    case CALL_WAIT:
        return futex_wait(model, state, worker, event);
    case CALL_WAKE:
        return futex_wake(model, state, worker, event);
    case CALL_OWN:
        return model->machine->program->births > 0
                   ? owner_step(model, state, worker, event)
                   : refuse(model, pose);
    case CALL_YIELD:
        return step_yield(model, state, worker, event);
    case CALL_ID:
        if (!ids_can_tell(model->machine->program, worker, &call))
            return refuse(model, pose);
        result =
            call.number == SYS_getppid && reap_is_orphan(model, state, worker)
                ? FOSTER_PARENT
                : (uint64_t)ids_tell(model->machine->program, worker, &call);
        break;
    case CALL_BIRTH:
        return step_birth(model, state, worker, event);
    case CALL_EXEC:
        return step_exec(model, state, worker, event);
    case CALL_REAP:
        return step_reap(model, state, worker, event);
    case CALL_ALARM:
        return model->machine->program->births > 0
                   ? ring_set(model, state, worker, event)
                   : refuse(model, pose);
    case CALL_SIGNAL:
        return signals_take(model, state, worker, event);
    case CALL_KILL:
        return step_kill(model, state, worker, event);
    case CALL_OUTPUT: /* of what is in memory: that is its input */
    case CALL_REAL:   /* it may write there */
    case CALL_TIME:
        standing_leave_loop(state, worker);
        return take_words(model, state, worker, event);
    case CALL_SKIP:
    case CALL_ATTEMPT:
    case CALL_MAP:
    case CALL_PAGES: /* within a call that is one step */
        break;
    case CALL_ACTION:
        if (model->machine->program->births > 0)
            return react_step(model, state, worker, event);
        if (call.arguments[0] == SIGCHLD && call.arguments[1] != 0)
            return refuse(model, pose);
        /* fall through */
    case CALL_END: /* no calls for step: the worker ends before them */
    case CALL_EXIT:
    case CALL_KERNEL:
        return step_other(model, state, worker, event);
    case CALL_PAUSE: /* until a handler has run: interrupt.h */
    case CALL_REFUSED:
        return refuse(model, pose);
    }
    standing_leave_loop(state, worker);
    return take_edge(model, state, worker, &result, 1, event);
}
