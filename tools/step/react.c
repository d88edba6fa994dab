#include "react.h"

#include "signals.h"
#include "spare.h"
#include "standing.h"
#include "take.h"

#include <signal.h>

/* The worker whose seat has what is of the process. */
static struct seat *
seat_of(const struct model *model, const struct state *state, int worker)
{
    return &state->seat[signals_first_of(model, worker)];
}

int
react_number(const struct model *model, const struct state *state, int worker,
    int signal)
{
    return per_signal_at(&model->machine->actions,
        seat_of(model, state, worker)->actions, signal);
}

struct action
react_action(const struct model *model, const struct state *state, int worker,
    int signal)
{
    return actions_of(
        &model->machine->actions, react_number(model, state, worker, signal));
}

void
react_change(struct model *model, struct state *state, int worker, int signal,
    const struct action *action)
{
    struct seat *seat = seat_of(model, state, worker);

    seat->actions = per_signal_replace(
        &model->machine->actions, seat->actions, signal, action);
    if (actions_reaction(action, signal) == REACTION_NONE)
        signals_forget(model, state, worker, signal);
    if (signal == SIGCHLD && actions_tells_end(action))
        actions_note_ends(model->machine);
}

bool
react_step(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct pose *pose = standing_pose(model, state, worker);
    const struct action action = pose->action;
    int signal = (int)pose->call.arguments[0];
    uint64_t before = (uint64_t)react_number(model, state, worker, signal);

    model->track->unknown = true;
    if (pose->call.arguments[1] != 0)
        react_change(model, state, worker, signal, &action);
    standing_leave_loop(state, worker);
    return take_edge(model, state, worker, &before, 1, event);
}

void
react_inherit(
    const struct model *model, struct state *state, int worker, int child)
{
    state->seat[child].actions = seat_of(model, state, worker)->actions;
}

void
react_settle(struct model *model, struct state *state)
{
    if (model->machine->program->sent == 0)
        return;
    for (int i = 0; i < model->workers; i++) {
        uint64_t set = signals_unblocked(standing_pose(model, state, i));
        int signal;
        while ((signal = signals_first(model, state, i, set)) != 0) {
            struct action action = react_action(model, state, i, signal);
            set &= ~(1UL << (signal - 1));
            if (actions_reaction(&action, signal) == REACTION_NONE)
                signals_remove(model, state, i, signal);
        }
    }
}

uint64_t
react_handled(const struct model *model, const struct state *state, int worker)
{
    uint64_t set = 0;

    for (int signal = 1; signal < 32; signal++) {
        struct action action = react_action(model, state, worker, signal);
        if (actions_reaction(&action, signal) == REACTION_HANDLER)
            set |= 1UL << (signal - 1);
    }
    return set;
}

uint64_t
react_ignores_others(
    const struct model *model, const struct state *state, int worker)
{
    const struct machine *machine = model->machine;
    int first = machine->first_actions[signals_first_of(
        model, spare_ancestor(machine->program, worker))];
    uint64_t set = 0;

    for (int signal = 1; signal <= KNOWN_SIGNALS; signal++) {
        struct action now = react_action(model, state, worker, signal);
        struct action then = actions_of(
            &machine->actions, per_signal_at(&machine->actions, first, signal));
        bool ignores = now.handler == (uint64_t)SIG_IGN;
        if (ignores != (then.handler == (uint64_t)SIG_IGN))
            set |= 1UL << (signal - 1);
    }
    return set;
}
