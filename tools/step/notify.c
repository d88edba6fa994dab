#include "notify.h"

#include "react.h"
#include "reap.h"
#include "signals.h"
#include "standing.h"

#include <signal.h>

/* Is it the first worker of a process that is over, and has that not been
 * noted? */
static bool
is_news(const struct model *model, const struct state *state, int worker)
{
    return signals_first_of(model, worker) == worker &&
           !state->seat[worker].noted &&
           !standing_is_unborn(model, state, worker) &&
           reap_is_over(model, state, worker);
}

/* A worker of its parent's process, if that lives; or -1. */
static int
parent_of(const struct model *model, const struct state *state, int child)
{
    const struct worker *worker = model->machine->target.worker;

    for (int i = 0; i < model->workers; i++)
        if (worker[i].process == worker[child].parent)
            return reap_is_over(model, state, i) ? -1 : i;
    return -1;
}

bool
notify_ends(struct model *model, struct state *state)
{
    if (!model->machine->program->tells_ends)
        return true;
    for (int i = 0; i < model->workers; i++) {
        if (!is_news(model, state, i))
            continue;
        state->seat[i].noted = true;
        model->track->unknown = true;
        int parent = parent_of(model, state, i);
        if (parent == -1)
            continue;
        struct action action = react_action(model, state, parent, SIGCHLD);
        bool ignores = action.handler == (uint64_t)SIG_IGN;
        if (ignores || (action.flags & SA_NOCLDWAIT) != 0)
            state->seat[i].reaped = true;
        if (!ignores && !signals_child(model, state, parent, i))
            return false;
    }
    return true;
}
