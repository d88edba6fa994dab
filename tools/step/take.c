#include "take.h"

#include "sleepers.h"
#include "standing.h"

#include <stdlib.h>

void
take_changes(struct model *model, struct state *state, const struct edge *edge)
{
    for (int i = 0; i < edge->change_count; i++) {
        state->value[edge->change[i].word] = edge->change[i].value;
        standing_stir(model, state, edge->change[i].word);
    }
}

void
take_half(const struct model *model, struct state *state, int worker,
    uint64_t address, uint32_t value)
{
    int word = model_word(model, worker, address);
    unsigned shift = (unsigned)(address % WORD_BYTES * 8);

    if (address == 0 || word == -1)
        return;
    state->value[word] &= ~(0xffffffffUL << shift);
    state->value[word] |= (uint64_t)value << shift;
    standing_stir(model, state, word);
}

static bool
apply(struct model *model, struct state *state, int worker,
    const struct edge *edge, struct event *event)
{
    struct seat *seat = &state->seat[worker];

    if (edge == NULL)
        return false;
    take_changes(model, state, edge);
    if (edge->text_bytes > 0)
        *state->said =
            said_add(model->said, *state->said, edge->text, edge->text_bytes);
    event->note = edge->note[0];
    event->edge = (int)(edge - model->machine->poses.edge);
    event->answer = edge->answer;
    track_edge(model->track, event->edge);
    seat->pose = edge->next;
    seat->lag = edge->lag;
    seat->via = edge->lag > 0 ? event->edge : 0;
    return true;
}

bool
take_edge(struct model *model, struct state *state, int worker,
    const uint64_t *input, size_t count, struct event *event)
{
    model->machine->wanted_kernel = *state->kernel;
    return apply(model, state, worker,
        machine_step(model->machine, state->seat[worker].pose, input, count),
        event);
}

bool
take_words(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct pose *pose = standing_pose(model, state, worker);
    size_t count = (size_t)pose->touched_count;

    if (pose->takes_all)
        return take_edge(
            model, state, worker, state->value, (size_t)model->words, event);
    uint64_t *input = store_new(count * sizeof(*input));
    for (size_t i = 0; i < count; i++)
        input[i] = state->value[pose->touched[i]];
    bool good = take_edge(model, state, worker, input, count, event);
    free(input);
    return good;
}

bool
take_failure(
    struct model *model, struct state *state, int worker, struct event *event)
{
    size_t words = (size_t)model->words;
    uint64_t *input = store_new((words + 1) * sizeof(*input));

    for (size_t i = 0; i < words; i++)
        input[i] = state->value[i];
    standing_leave_loop(state, worker);
    bool good = take_edge(model, state, worker, input, words + 1, event);
    free(input);
    return good;
}

/* What the kernel wakes at its end. */
static bool
take_wakes(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct edge edge = model->machine->poses.edge[event->edge];
    uint64_t returns_0 = 0;
    struct event ignored;

    for (int i = 0; i < edge.wake_count; i++) {
        const struct waker waker = {worker, edge.wake[i], false};
        int sleeper = sleepers_first(model, state, &waker);
        if (sleeper == -1)
            continue;
        sleepers_remove(model, state, sleeper);
        if (!take_edge(model, state, sleeper, &returns_0, 1, &ignored))
            return false;
        event->woken |= workers_only(sleeper);
    }
    return true;
}

bool
take_leave(
    struct model *model, struct state *state, int worker, struct event *event)
{
    standing_leave_loop(state, worker);
    return take_words(model, state, worker, event) &&
           take_wakes(model, state, worker, event);
}

bool
take_kill(struct model *model, struct state *state, int worker,
    const struct killing *killing, struct event *event)
{
    if (state->seat[worker].queue > 0)
        sleepers_remove(model, state, worker);
    standing_leave_loop(state, worker);
    model->machine->wanted_kernel = *state->kernel;
    return apply(model, state, worker,
               killed_edge(model->machine, state->seat[worker].pose,
                   state->value, killing),
               event) &&
           take_wakes(model, state, worker, event);
}

bool
take_signal(struct model *model, struct state *state, int worker,
    const struct delivery *delivery, struct event *event)
{
    model->machine->wanted_kernel = *state->kernel;
    return apply(model, state, worker,
        deliver_edge(
            model->machine, state->seat[worker].pose, state->value, delivery),
        event);
}
