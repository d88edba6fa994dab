#include "ring.h"

#include "alarm.h"
#include "interrupt.h"
#include "react.h"
#include "signals.h"
#include "standing.h"
#include "take.h"

#include <signal.h>

bool
ring_set(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct limit_of_call limit =
        standing_pose(model, state, worker)->limit;
    uint64_t before = (uint64_t)alarm_left(model, state, worker);
    struct program *program = model->machine->program;

    model->machine->stale |= !program->rings; /* the search begins anew */
    program->rings = true;
    model->track->unknown = true;
    if (model->machine->stale)
        return false;
    if (!limit.is_invalid)
        alarm_set(model, state, worker, limit.lasts);
    standing_leave_loop(state, worker);
    return take_edge(model, state, worker, &before, 1, event);
}

bool
ring_now(
    struct model *model, struct state *state, int worker, struct event *event)
{
    struct action action = react_action(model, state, worker, SIGALRM);

    alarm_set(model, state, worker, 0);
    model->track->unknown = true;
    event->note.what = standing_pose(model, state, worker)->next;
    if (signals_alarm(model, state, worker))
        return true;
    if (model->machine->stale)
        return false;
    event->signal = SIGALRM;
    if (actions_reaction(&action, SIGALRM) == REACTION_DEATH)
        return interrupt_die(model, state, worker, SIGALRM, event);
    for (int i = 0; i < model->workers; i++)
        if (model_is_of(model, i, worker) && signals_is_deaf(model, state, i))
            worker = i;
    interrupt_refuse(model, state, worker);
}
