/* A state of the workers together: one block, with head, seats, values. */
#include "standing.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 16 };

void
model_open(
    struct model *model, struct machine *machine, const int most[CHANCES])
{
    *model = (struct model){.machine = machine,
        .said = &machine->said,
        .track = store_new(sizeof(struct track)),
        .watched = -1,
        .workers = machine->target.workers,
        .words = machine->contended->count};
    memcpy(model->most, most, sizeof(model->most));
    model->most[CHANCE_SIGNAL] = 1; /* without a limit */
    model->most[CHANCE_ALARM] = 1;  /* the same */
}

void
model_close(struct model *model)
{
    if (model->track == NULL)
        return;
    track_clear(model->track);
    free(model->track);
    model->track = NULL;
}

int
model_word(const struct model *model, int worker, uint64_t address)
{
    const struct machine *machine = model->machine;
    const struct space *space = &machine->space[machine->space_of[worker]];

    return words_at(&model->machine->words, space_key(space, address))
        ->contended;
}

int
model_futex(const struct model *model, const struct pose *pose)
{
    enum call_kind kind = calls_kind(&pose->call);
    bool is_futex =
        pose->kind == POSE_CALL &&
        (kind == CALL_WAIT || kind == CALL_WAKE || kind == CALL_OWN);

    return is_futex ? model_word(model, pose->worker, pose->call.arguments[0])
                    : -1;
}

size_t
model_state_bytes(const struct model *model)
{
    return HEAD_BYTES + (size_t)model->workers * sizeof(struct seat) +
           (size_t)model->words * sizeof(uint64_t);
}

static struct state *
new_state(const struct model *model)
{
    struct state *state = store_new(sizeof(*state) + model_state_bytes(model));

    state->kernel = (int *)(state + 1);
    state->said = state->kernel + 1;
    state->used = (uint8_t *)(state->said + 1);
    state->seat = (struct seat *)((char *)(state + 1) + HEAD_BYTES);
    state->value = (uint64_t *)(state->seat + model->workers);
    return state;
}

struct state *
model_state_copy(const struct model *model, const struct state *from)
{
    struct state *state = new_state(model);

    memcpy(state->kernel, from->kernel, model_state_bytes(model));
    return state;
}

struct state *
model_begin(const struct model *model)
{
    struct state *state = new_state(model);

    for (int i = 0; i < model->workers; i++)
        state->seat[i] = (struct seat){.pose = model->machine->begin[i],
            .actions = model->machine->first_actions[i]};
    state->seat[0].alarm = model->machine->first_alarm;
    if (model->words > 0)
        memcpy(state->value, model->machine->first_values,
            (size_t)model->words * sizeof(uint64_t));
    return state;
}

/* Has another thread ended the process? */
static bool
is_ended_by_other(
    const struct model *model, const struct state *state, int worker)
{
    const int *space_of = model->machine->space_of;

    for (int i = 0; i < model->workers; i++)
        if (i != worker && space_of[i] == space_of[worker] &&
            standing_pose(model, state, i)->kind == POSE_EXITED)
            return true;
    return false;
}

/* Instructions that lag are still due. */
bool
model_has_ended(
    const struct model *model, const struct state *state, int worker)
{
    const struct seat *seat = &state->seat[worker];
    enum pose_kind kind = standing_pose(model, state, worker)->kind;
    bool is_over =
        kind == POSE_UNBORN || kind == POSE_ENDED || kind == POSE_EXITED;

    return (is_over && seat->lag == 0) ||
           (model->machine->has_exits &&
               is_ended_by_other(model, state, worker));
}
