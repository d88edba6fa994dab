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

int
sleepers_word(struct model *model, const struct state *state, int worker,
    const struct call *call, uint32_t *value)
{
    uint64_t address = call->arguments[0];
    int word = machine_contend(model->machine, worker, address);
    const struct space *space =
        &model->machine->space[model->machine->space_of[worker]];

    if (word == -1 && model->machine->scouts) {
        struct word now = {space_key(space, address), 0};
        space_load(space, &now, 1);
        *value = (uint32_t)(now.value >> address % WORD_BYTES * 8);
        return SLEEPERS_SCOUTED;
    }
    track_futex(model->track, word, true);
    if (word != -1)
        *value = (uint32_t)(state->value[word] >> address % WORD_BYTES * 8);
    return word;
}

/* (futex(2), FUTEX_PRIVATE_FLAG: private and shared calls never match.) */
bool
sleepers_is_there(const struct model *model, const struct state *state,
    int worker, const struct waker *waker)
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
        if (sleepers_is_there(model, state, i, waker) &&
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
    state->seat[worker].queue = state->seat[worker].waits_for = 0;
    for (int i = 0; i < model->workers; i++)
        state->seat[i].queue -= state->seat[i].queue > place;
}
