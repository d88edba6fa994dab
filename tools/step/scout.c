#include "scout.h"

#include "bury.h"

#include <stdlib.h>

/* How far one goes, and how far without a find: a worker may print for ever. */
enum { MAX_STEPS_OF_SCOUT = 2000, MAX_INSTRUCTIONS = 200000 };

/* The worker that ran last, or else the first that can run, from either end;
 * -1: none. */
static int
choose(
    const struct model *model, const struct state *state, int last, bool back)
{
    int workers = model->workers;

    if (last != -1 && model_standing(model, state, last) == STANDING_READY)
        return last;
    for (int i = 0; i < workers; i++) {
        int worker = back ? workers - 1 - i : i;
        if (model_standing(model, state, worker) == STANDING_READY)
            return worker;
    }
    return -1;
}

static bool
is_over(const struct model *model, const struct state *state)
{
    for (int i = 0; i < model->workers; i++)
        if (model_standing(model, state, i) == STANDING_CRASHED)
            return true;
    return false;
}

/* A step made before is not made again: memory would not be as it leaves it.
 * Falling asleep changes nothing there. */
static void
run(struct machine *machine, bool back)
{
    static const int most[CHANCES];
    struct model model;
    struct event event;
    int worker = -1;

    model_open(&model, machine, most);
    struct state *state = bury_begin(&model);
    machine->scouts = true;
    long until = machine->instructions + MAX_INSTRUCTIONS;
    for (int steps = 0;
         steps < MAX_STEPS_OF_SCOUT && machine->instructions < until; steps++) {
        int known = machine->poses.edge_count, found = machine->found.count;
        worker =
            is_over(&model, state) ? -1 : choose(&model, state, worker, back);
        if (worker == -1 || !model_step(&model, state, worker, &event) ||
            (machine->poses.edge_count == known && !event.asleep))
            break;
        if (machine->found.count > found)
            until = machine->instructions + MAX_INSTRUCTIONS;
    }
    machine->scouts = false;
    machine->stale |= machine->found.count > 0 || machine->blind.met;
    free(state);
    model_close(&model);
}

void
scout(struct machine *machine)
{
    for (int back = 0; back < 2; back++)
        do {
            while (machine->stale)
                machine_rewind(machine);
            run(machine, back != 0);
        } while (machine->stale);
}
