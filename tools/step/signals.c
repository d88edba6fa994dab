#include "signals.h"

#include "cancel.h"
#include "interrupt.h"
#include "react.h"
#include "reap.h"
#include "send.h"
#include "standing.h"
#include "take.h"
#include "tell.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>

/* Those that stop a process, or let it go on, are not followed. */
static bool
may_wait(uint64_t signal)
{
    static const int others[] = {
        SIGKILL, SIGSTOP, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if ((int)signal == others[i])
            return false;
    return signal >= 1 && signal <= CANCEL_SIGNAL;
}

static bool
is_alive(const struct model *model, const struct state *state, int worker)
{
    enum standing standing = model_standing(model, state, worker);

    return standing != STANDING_ENDED && standing != STANDING_CRASHED &&
           standing_pose(model, state, worker)->signal == 0;
}

bool
signals_changes_handler(const struct model *model, const struct call *call)
{
    return call->number == SYS_rt_sigaction && call->arguments[1] != 0 &&
           may_wait(call->arguments[0]) &&
           (model->machine->program->sent &
               signals_bit((int)call->arguments[0])) != 0;
}

/* The first search that meets it begins anew, now that it is known. */
static bool
is_known(struct model *model, int signal, bool is_taken)
{
    struct machine *machine = model->machine;
    struct program *program = machine->program;
    bool known = (program->sent & signals_bit(signal)) != 0 &&
                 (program->interrupts || !is_taken);

    program->sent |= signals_bit(signal);
    program->interrupts |= is_taken;
    machine->stale |= !known;
    return known;
}

/* A worker, or its process: any thread of that may take the signal. */
struct receiver {
    int worker;
    bool is_process;
};

/* Somebody who does not block it; and is it one that sleeps in the kernel,
 * whose call may be made anew (but not if the thread is cancelled)? */
static bool
may_take(const struct model *model, const struct state *state,
    const struct receiver *to, int signal, bool *is_deaf)
{
    bool may = false;

    *is_deaf = false;
    for (int i = 0; i < model->workers; i++) {
        bool is_meant = to->is_process ? model_is_of(model, i, to->worker)
                                       : i == to->worker;
        if (!is_meant || !is_alive(model, state, i) ||
            (standing_pose(model, state, i)->blocked & signals_bit(signal)) !=
                0)
            continue;
        may = true;
        *is_deaf |= signals_is_deaf(model, state, i) && signal != CANCEL_SIGNAL;
    }
    return may;
}

/* Linux looks at the mask of the first thread for a process's signal. What is
 * ignored waits only if it is blocked. */
static bool
is_dropped(const struct model *model, const struct state *state,
    const struct receiver *to, int signal)
{
    struct action action = react_action(model, state, to->worker, signal);
    int looks =
        to->is_process ? signals_first_of(model, to->worker) : to->worker;

    return actions_reaction(&action, signal) == REACTION_NONE &&
           (standing_pose(model, state, looks)->blocked &
               signals_bit(signal)) == 0;
}

/* One that waits already is not sent again. */
static void
add(const struct model *model, struct state *state, const struct receiver *to,
    int signal, const struct origin *origin)
{
    struct machine *machine = model->machine;
    int first = signals_first_of(model, to->worker);
    struct waiting *waiting = to->is_process ? &state->seat[first].shared
                                             : &state->seat[to->worker].own;

    if ((waiting->set & signals_bit(signal)) != 0)
        return;
    waiting->set |= signals_bit(signal);
    if ((machine->program->asked_origins & signals_bit(signal)) != 0)
        waiting->origins = per_signal_replace(
            &machine->origins, waiting->origins, signal, origin);
}

/* It waits for them from now on, or they ignore it. If false, it is not
 * followed, or ends their process at once; or the machine is stale. */
static bool
raise_signal(struct model *model, struct state *state,
    const struct receiver *to, int signal, const struct origin *origin)
{
    struct program *program = model->machine->program;
    struct action action = react_action(model, state, to->worker, signal);
    bool is_deaf, is_taken = may_take(model, state, to, signal, &is_deaf);
    bool dies = actions_reaction(&action, signal) == REACTION_DEATH;

    if (program->births == 0 ||
        send_is_other_program(model, state, to->worker) ||
        send_has_set_action(model, state, to->worker, (uint64_t)signal))
        return false;
    if (model_is_of(model, to->worker, 0))
        program->sent_main |= signals_bit(signal);
    if (is_dropped(model, state, to, signal))
        return true;
    if (is_deaf || (is_taken && dies) || !is_known(model, signal, is_taken))
        return false;
    add(model, state, to, signal, origin);
    return true;
}

/* A living thread with that id; or one of the process; -1: there is none. */
static int
find(const struct model *model, const struct state *state, pid_t id,
    bool is_process)
{
    const struct ids *ids = model->machine->program->ids;

    for (int i = 0; i < model->workers; i++)
        if ((is_process ? ids[i].process : ids[i].task) == id &&
            is_alive(model, state, i))
            return i;
    return -1;
}

bool
signals_send(struct model *model, struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);
    const struct sending sending = calls_sending(&pose->call);
    int to = find(model, state, sending.id, !sending.to_thread);
    const struct receiver receiver = {to, !sending.to_thread};
    const struct origin origin = {sending.info != 0   ? SI_QUEUE
                                  : sending.to_thread ? SI_TKILL
                                                      : SI_USER,
        model->machine->program->ids[worker].process, (long)pose->value};

    return may_wait(sending.signal) && to != -1 &&
           raise_signal(model, state, &receiver, (int)sending.signal, &origin);
}

bool
signals_alarm(struct model *model, struct state *state, int worker)
{
    return raise_signal(model, state, &(struct receiver){worker, true}, SIGALRM,
        &(struct origin){.code = SI_KERNEL});
}

bool
signals_child(struct model *model, struct state *state, int parent, int child)
{
    const struct receiver to = {parent, true};
    const struct origin origin =
        origin_of_end(model->machine->program->ids[child].process,
            reap_status(model, state, child));
    bool is_deaf;

    if (send_is_other_program(model, state, parent) ||
        raise_signal(model, state, &to, SIGCHLD, &origin))
        return true;
    if (!model->machine->stale &&
        may_take(model, state, &to, SIGCHLD, &is_deaf))
        for (int i = 0; i < model->workers; i++)
            if (model_is_of(model, i, parent) &&
                signals_is_deaf(model, state, i))
                interrupt_refuse(model, state, i);
    return false;
}

/* Its sleep times out. */
static uint64_t
time_out(const struct model *model, struct state *state, int worker,
    struct event *event)
{
    event->timed_out = true;
    state->seat[worker].outs++;
    tell_time_out(model, state, standing_pose(model, state, worker));
    return (uint64_t)-EAGAIN;
}

bool
signals_take(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct pose *pose = standing_pose(model, state, worker);
    int signal = signals_first(model, state, worker, pose->awaited);
    uint64_t input[2] = {(uint64_t)signal, 0};

    model->track->unknown = true;
    if (pose->limit.is_invalid)
        input[0] = (uint64_t)-EINVAL;
    else if (signal != 0)
        input[1] = (uint64_t)signals_remove(model, state, worker, signal);
    else
        input[0] = time_out(model, state, worker, event);
    standing_leave_loop(state, worker);
    return take_edge(model, state, worker, input, 2, event);
}
