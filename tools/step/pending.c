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
    uint64_t own = state->seat[worker].signals & set;
    uint64_t shared = state->seat[signals_first_of(model, worker)].shared & set;
    uint64_t waits = own != 0 ? own : shared;

    return __builtin_ffsl(
        (long)((waits & faults) != 0 ? waits & faults : waits));
}

void
signals_remove(
    const struct model *model, struct state *state, int worker, int signal)
{
    uint32_t *own = &state->seat[worker].signals;
    uint32_t *shared = &state->seat[signals_first_of(model, worker)].shared;

    *((*own & signals_bit(signal)) != 0 ? own : shared) &= ~signals_bit(signal);
}

void
signals_forget(
    const struct model *model, struct state *state, int worker, int signal)
{
    for (int i = 0; i < model->workers; i++)
        if (model_is_of(model, i, worker)) {
            state->seat[i].signals &= ~signals_bit(signal);
            state->seat[i].shared &= ~signals_bit(signal);
        }
}

uint64_t
signals_unblocked(const struct pose *pose)
{
    bool pauses = pose_next_call(pose) == CALL_PAUSE;

    return pauses ? pose->awaited : ~pose->blocked;
}
