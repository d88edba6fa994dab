#include "bury.h"

#include "blame.h"
#include "send.h"
#include "standing.h"

/* In the signal of a pose that was killed: by its own fault. */
enum { OF_CRASH = 0x100 };

static int
first_of_process(const struct model *model, int worker)
{
    const int *space_of = model->machine->space_of;
    int first = 0;

    while (space_of[first] != space_of[worker])
        first++;
    return first;
}

bool
bury_may(const struct model *model, const struct state *state)
{
    bool may = false;

    for (int i = 0; i < model->workers; i++) {
        if (model_standing(model, state, i) != STANDING_CRASHED)
            continue;
        int first = first_of_process(model, i);
        if (first == 0 || !send_may(model, state, first))
            return false;
        may = true;
    }
    return may;
}

bool
bury(struct model *model, struct state *state)
{
    struct machine *machine = model->machine;
    struct event ignored;

    for (int i = 0; i < model->workers; i++) {
        int first = first_of_process(model, i), pose = state->seat[i].pose;
        if (first == 0 || model_standing(model, state, i) != STANDING_CRASHED ||
            !send_may(model, state, first))
            continue;
        model->track->unknown = true;
        machine->crash[first] = pose;
        if (!send_death(model, state, first,
                machine_pose(machine, pose)->signal | OF_CRASH, &ignored))
            return false;
    }
    return true;
}

struct state *
bury_begin(struct model *model)
{
    struct state *state = model_begin(model);

    if (model->machine->program->buries)
        (void)bury(model, state); /* if the machine is stale, it starts anew */
    return state;
}

worker_set
bury_crashed(
    const struct model *model, const struct state *state, bool *all_told)
{
    worker_set crashed = 0;

    *all_told = true;
    for (int i = 0; i < model->workers; i++) {
        if (i != first_of_process(model, i) ||
            (standing_pose(model, state, i)->signal & OF_CRASH) == 0)
            continue;
        crashed |= workers_only(i);
        *all_told &= state->seat[i].told;
    }
    return crashed;
}

void
bury_print(FILE *out, const struct model *model, worker_set buried)
{
    const struct machine *machine = model->machine;

    if (buried != 0)
        fprintf(out,
            "note: these crash in each schedule seen, and their parents ask "
            "how they ended:\n");
    for (int i = 0; i < model->workers; i++)
        if (workers_has(buried, i))
            blame_crash(
                out, model, i, machine_pose(machine, machine->crash[i]));
}
