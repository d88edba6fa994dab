#include "interrupt.h"

#include "cancel.h"
#include "kernel.h"
#include "limit.h"
#include "react.h"
#include "schedule.h"
#include "send.h"
#include "signals.h"
#include "sleepers.h"
#include "standing.h"
#include "take.h"
#include "where.h"

#include "kit/stop.h"

#include <signal.h>
#include <sys/syscall.h>

/* ---- Where it may come. ---- */

/* While it waits. */
static int
find(const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);

    return signals_first(model, state, worker, signals_unblocked(pose));
}

/* One whose instruction is half done goes on first. */
bool
interrupt_may_come(
    const struct model *model, const struct state *state, int worker)
{
    const struct seat *seat = &state->seat[worker];
    const struct pose *pose = standing_pose(model, state, worker);

    if (model->machine->program->sent == 0)
        return false;
    switch (pose->kind) {
    case POSE_ACCESS:
    case POSE_CALL:
    case POSE_FUNCTION:
    case POSE_PAGES:
    case POSE_RETURNED:
    case POSE_LEAVE:
    case POSE_EXIT:
        break;
    default:
        return false;
    }
    return !pose->has_loaded && !pose->closes && seat->queue == 0 &&
           seat->lag == 0 && !seat->in_kernel &&
           !model_has_ended(model, state, worker) &&
           signals_first(model, state, worker, ~pose->blocked) != 0;
}

/* May the worker get it: by its handler, or by the sigwait that it makes? */
static bool
may_get(const struct model *model, const struct state *state, int worker,
    int signal)
{
    const struct pose *pose = standing_pose(model, state, worker);
    uint64_t set = ~pose->blocked;

    if (pose_next_call(pose) == CALL_SIGNAL)
        set |= pose->awaited;
    return !model_has_ended(model, state, worker) &&
           (set & 1UL << (signal - 1)) != 0;
}

/* If another thread of the process may get it as well, it need not be this one.
 */
bool
interrupt_must_come(
    const struct model *model, const struct state *state, int worker)
{
    const int *space_of = model->machine->space_of;
    const struct pose *pose = standing_pose(model, state, worker);

    if (!interrupt_may_come(model, state, worker))
        return false;
    if ((state->seat[worker].own.set & ~pose->blocked) != 0)
        return true;
    int signal = signals_first(model, state, worker, ~pose->blocked);
    for (int i = 0; i < model->workers; i++)
        if (i != worker && space_of[i] == space_of[worker] &&
            may_get(model, state, i, signal))
            return false;
    return true;
}

/* ---- It comes. ---- */

static _Noreturn void
refuse(int worker, const struct pose *pose)
{
    limit_refuse("worker %s gets a signal in %s%s: that is not followed",
        schedule_name(worker), where_call(pose->call.number),
        where_line(pose->asked_at));
}

void
interrupt_refuse(
    const struct model *model, const struct state *state, int worker)
{
    refuse(worker, standing_pose(model, state, worker));
}

/* It was blocked, or had a handler, when it was sent. */
bool
interrupt_die(struct model *model, struct state *state, int worker, int signal,
    struct event *event)
{
    if (!send_may(model, state, worker))
        limit_refuse("%s ends the process of worker %s: that is not followed",
            stop_signal_name(signal), schedule_name(worker));
    return send_death(model, state, worker, signal, event);
}

/* A handler with SA_RESETHAND is for a single time. */
static void
reset(struct model *model, struct state *state, int worker, int signal,
    struct action action)
{
    if ((action.flags & SA_RESETHAND) == 0)
        return;
    action.handler = (uint64_t)SIG_DFL;
    react_change(model, state, worker, signal, &action);
}

static bool
deliver(struct model *model, struct state *state, int worker, int signal,
    enum interrupts what, struct event *event)
{
    struct machine *machine = model->machine;
    const struct action action = react_action(model, state, worker, signal);

    if (actions_reaction(&action, signal) == REACTION_DEATH) {
        signals_remove(model, state, worker, signal);
        event->signal = signal;
        model->track->unknown = true;
        return interrupt_die(model, state, worker, signal, event);
    }
    machine->stale |= !machine->program->interrupts; /* as in signals.c */
    machine->program->interrupts = true;
    if ((action.flags & SA_SIGINFO) != 0)
        origin_needed(machine, 1UL << (signal - 1));
    if (machine->stale)
        return false;
    const struct delivery delivery = {signal, what,
        react_number(model, state, worker, signal),
        signals_remove(model, state, worker, signal)};
    event->signal = event->signal == 0 ? signal : event->signal;
    model->track->unknown = true;
    standing_leave_loop(state, worker);
    reset(model, state, worker, signal, action);
    return take_signal(model, state, worker, &delivery, event);
}

/* The last that is delivered is handled first: its frame is on top. */
static bool
deliver_all(struct model *model, struct state *state, int worker, int signal,
    enum interrupts what, struct event *event)
{
    do {
        if (!deliver(model, state, worker, signal, what, event))
            return false;
        what = INTERRUPTS_CODE;
        signal = interrupt_may_come(model, state, worker)
                     ? find(model, state, worker)
                     : 0;
    } while (signal != 0);
    return true;
}

bool
interrupt_code(
    struct model *model, struct state *state, int worker, struct event *event)
{
    uint64_t blocked = standing_pose(model, state, worker)->blocked;

    return deliver_all(model, state, worker,
        signals_first(model, state, worker, ~blocked), INTERRUPTS_CODE, event);
}

/* How long it would have slept on is where it asked for that: that is not
 * written, since it may be the same place. */
static bool
tells_rest(const struct call *call)
{
    const uint64_t *argument = call->arguments;

    switch (call->number) {
    case SYS_clock_nanosleep:
        return argument[3] != 0 && argument[3] != argument[2];
#ifdef SYS_nanosleep
    case SYS_nanosleep:
        return argument[1] != 0 && argument[1] != argument[0];
#endif
    default:
        return false;
    }
}

/* Linux makes a wait anew if the handler has SA_RESTART, but not one that is
 * limited, or is for a signal. */
static enum interrupts
what_it_interrupts(const struct model *model, const struct state *state,
    int worker, bool is_cancelled)
{
    const struct pose *pose = standing_pose(model, state, worker);
    enum call_kind kind = pose_next_call(pose);

    if (pose_sleeps_for_a_time(pose) || kind == CALL_PAUSE ||
        kind == CALL_SIGNAL)
        return INTERRUPTS_CALL;
    if (state->seat[worker].in_kernel && !is_cancelled)
        return calls_when_interrupted(&pose->call) == CALLS_ANEW
                   ? INTERRUPTS_WAIT
                   : INTERRUPTS_CALL;
    if (state->seat[worker].queue > 0)
        return calls_has_limit(&pose->call) ? INTERRUPTS_CALL : INTERRUPTS_WAIT;
    return kind == CALL_REAP ? INTERRUPTS_WAIT : INTERRUPTS_CODE;
}

/* It comes to stand before its call. */
static bool
leave_kernel(struct model *model, struct state *state, int worker)
{
    struct seat *seat = &state->seat[worker];
    int next = model->machine->scouts
                   ? -1 /* as in ask.c */
                   : kernel_wake(model->machine, *state->kernel, seat->pose,
                         state->value);

    if (next == -1)
        return false;
    *state->kernel = next;
    seat->in_kernel = false;
    return true;
}

bool
interrupt_wait(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct pose *pose = standing_pose(model, state, worker);
    int signal = find(model, state, worker);
    enum interrupts what =
        what_it_interrupts(model, state, worker, signal == CANCEL_SIGNAL);

    if (signal != CANCEL_SIGNAL &&
        (pose_next_call(pose) == CALL_OWN ||
            signals_is_deaf(model, state, worker) ||
            (pose_sleeps_for_a_time(pose) && tells_rest(&pose->call))))
        refuse(worker, pose);
    if (state->seat[worker].in_kernel && !leave_kernel(model, state, worker))
        return false;
    if (state->seat[worker].queue > 0)
        sleepers_remove(model, state, worker);
    return deliver_all(model, state, worker, signal, what, event);
}
