/* Signals that wait for a worker, or for its process (signals.h). */
#include "signals.h"

#include <signal.h>

int
signals_first_of(const struct model *model, int process)
{
    int first = 0;

    while (!model_is_of(model, first, process))
        first++;
    return first;
}

/* Linux takes those of a fault before all others, even if they are sent. */
int
signals_first(const struct model *model, const struct state *state, int worker,
    uint64_t set)
{
    uint64_t faults = signals_bit(SIGSEGV) | signals_bit(SIGBUS) |
                      signals_bit(SIGILL) | signals_bit(SIGTRAP) |
                      signals_bit(SIGFPE) | signals_bit(SIGSYS);
    uint64_t own = state->seat[worker].own.set & set;
    uint64_t shared =
        state->seat[signals_first_of(model, worker)].shared.set & set;
    uint64_t waits = own != 0 ? own : shared;

    return __builtin_ffsl(
        (long)((waits & faults) != 0 ? waits & faults : waits));
}

static void
forget(const struct model *model, struct waiting *waiting, int signal)
{
    static const struct origin none;

    waiting->set &= ~signals_bit(signal);
    waiting->origins = per_signal_replace(
        &model->machine->origins, waiting->origins, signal, &none);
}

int
signals_remove(
    const struct model *model, struct state *state, int worker, int signal)
{
    struct waiting *own = &state->seat[worker].own;
    struct waiting *shared =
        &state->seat[signals_first_of(model, worker)].shared;
    bool is_own = (own->set & signals_bit(signal)) != 0;
    struct waiting *waiting = is_own ? own : shared;
    int origin =
        per_signal_at(&model->machine->origins, waiting->origins, signal);

    forget(model, waiting, signal);
    return origin;
}

void
signals_forget(
    const struct model *model, struct state *state, int worker, int signal)
{
    for (int i = 0; i < model->workers; i++)
        if (model_is_of(model, i, worker)) {
            forget(model, &state->seat[i].own, signal);
            forget(model, &state->seat[i].shared, signal);
        }
}

bool
signals_is_deaf(
    const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose =
        machine_pose(model->machine, state->seat[worker].pose);

    return state->seat[worker].in_kernel &&
           calls_when_interrupted(&pose->call) == CALLS_UNKNOWN;
}

uint64_t
signals_unblocked(const struct pose *pose)
{
    bool pauses = pose_next_call(pose) == CALL_PAUSE;

    return pauses ? pose->awaited : ~pose->blocked;
}
