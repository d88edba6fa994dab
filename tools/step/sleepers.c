#include "sleepers.h"

#include "standing.h"

void
sleepers_add(const struct model *model, struct state *state, int worker)
{
    int last = 0;

    track_futex(model->track,
        model_futex(model, standing_pose(model, state, worker)), false);
    for (int i = 0; i < model->workers; i++)
        if (state->seat[i].queue > last)
            last = state->seat[i].queue;
    state->seat[worker].queue = last + 1;
    standing_leave_loop(state, worker);
}

/* Does the worker sleep where that wakes? (futex(2), FUTEX_PRIVATE_FLAG:
 * private and shared calls never match.) */
static bool
sleeps_there(const struct model *model, const struct state *state, int worker,
    const struct waker *waker)
{
    const int *space_of = model->machine->space_of;
    const struct space *space = model->machine->space;
    const struct call *call = &standing_pose(model, state, worker)->call;
    uint64_t address = call->arguments[0];

    return state->seat[worker].queue > 0 &&
           calls_is_private(call) == waker->is_private &&
           (!waker->is_private ||
               space_of[worker] == space_of[waker->worker]) &&
           address % WORD_BYTES == waker->address % WORD_BYTES &&
           space_key(&space[space_of[worker]], address) ==
               space_key(&space[space_of[waker->worker]], waker->address);
}

int
sleepers_first(const struct model *model, const struct state *state,
    const struct waker *waker)
{
    int first = -1;

    track_futex(
        model->track, model_word(model, waker->worker, waker->address), false);
    for (int i = 0; i < model->workers; i++)
        if (sleeps_there(model, state, i, waker) &&
            (first == -1 || state->seat[i].queue < state->seat[first].queue))
            first = i;
    return first;
}

/* Close the gap, so that equal orders look equal. */
void
sleepers_remove(const struct model *model, struct state *state, int worker)
{
    int place = state->seat[worker].queue;

    track_futex(model->track,
        model_futex(model, standing_pose(model, state, worker)), false);
    state->seat[worker].queue = 0;
    for (int i = 0; i < model->workers; i++)
        state->seat[i].queue -= state->seat[i].queue > place;
}
