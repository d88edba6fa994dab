#include "alarm.h"

#include "signals.h"
#include "standing.h"

/* The seat of the process. */
static struct seat *
seat_of(const struct model *model, const struct state *state, int worker)
{
    return &state->seat[signals_first_of(model, worker)];
}

void
alarm_set(const struct model *model, struct state *state, int worker, long ns)
{
    seat_of(model, state, worker)->alarm = ns;
    for (int i = 0; i < model->workers; i++)
        if (model_is_of(model, i, worker))
            state->seat[i].slept = 0;
}

long
alarm_left(const struct model *model, const struct state *state, int worker)
{
    long alarm = seat_of(model, state, worker)->alarm, most = 0;

    for (int i = 0; i < model->workers; i++)
        if (model_is_of(model, i, worker) && state->seat[i].slept > most)
            most = state->seat[i].slept;
    return alarm - most;
}

bool
alarm_is_set(const struct model *model, const struct state *state, int worker)
{
    return seat_of(model, state, worker)->alarm != 0;
}

/* Its sleep begins later than the alarm was set: of two that last as long, the
 * alarm is over first. */
bool
alarm_cuts_sleep(
    const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);

    return model->machine->program->rings &&
           alarm_is_set(model, state, worker) && pose_sleeps_for_a_time(pose) &&
           state->seat[worker].slept + pose->limit.lasts >=
               seat_of(model, state, worker)->alarm;
}

void
alarm_slept(const struct model *model, struct state *state, int worker, long ns)
{
    if (alarm_is_set(model, state, worker))
        state->seat[worker].slept += ns;
}

bool
alarm_may_ring(const struct model *model, const struct state *state, int worker)
{
    if (!model->machine->program->rings || !alarm_is_set(model, state, worker))
        return false;
    for (int i = 0; i < worker; i++)
        if (model_is_of(model, i, worker) && !model_has_ended(model, state, i))
            return false;
    return !model_has_ended(model, state, worker);
}

int
alarm_hope(const struct model *model, const struct state *state)
{
    for (int i = 0; i < model->workers; i++)
        if (alarm_may_ring(model, state, i))
            return turn_of(i, CHANCE_ALARM);
    return -1;
}
