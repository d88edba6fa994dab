#include "take.h"

#include "standing.h"

#include <stdlib.h>

bool
take_edge(struct model *model, struct state *state, int worker,
    const uint64_t *input, size_t count, struct event *event)
{
    struct seat *seat = &state->seat[worker];
    model->machine->wanted_kernel = *state->kernel;
    const struct edge *edge =
        machine_step(model->machine, seat->pose, input, count);

    if (edge == NULL)
        return false;
    for (int i = 0; i < edge->change_count; i++) {
        state->value[edge->change[i].word] = edge->change[i].value;
        standing_stir(model, state, edge->change[i].word);
    }
    if (edge->text_bytes > 0)
        *state->said =
            said_add(model->said, *state->said, edge->text, edge->text_bytes);
    event->note = edge->note[0];
    event->edge = (int)(edge - model->machine->poses.edge);
    seat->pose = edge->next;
    seat->lag = edge->lag;
    seat->via = edge->lag > 0 ? event->edge : 0;
    return true;
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
