#include "model.h"

#include "ask.h"
#include "bury.h"
#include "chance.h"
#include "interrupt.h"
#include "notify.h"
#include "owner.h"
#include "react.h"
#include "send.h"
#include "sleepers.h"
#include "standing.h"
#include "take.h"
#include "tell.h"

#include <errno.h>
#include <string.h>

/* Steps between checks of the limits, where one call takes many: it may be a
 * loop that nobody ends. */
enum { LOOK_EVERY = 64 };

static bool
step_access(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct pose *pose = standing_pose(model, state, worker);
    int from = state->seat[worker].pose;
    uint64_t step = standing_signature(model, state, worker), words = 0;

    for (int i = 0; i < pose->touched_count; i++)
        words |= standing_bit(pose->touched[i]);
    if (!take_words(model, state, worker, event))
        return false;
    if (model->machine->poses.edge[event->edge].change_count > 0)
        standing_leave_loop(state, worker);
    else
        standing_follow_loop(state, worker, from, step, words);
    state->seat[worker].loop.told |=
        standing_pose(model, state, worker)->paused;
    return true;
}

/* Its sleep timed out. */
static bool
time_out(
    struct model *model, struct state *state, int worker, struct event *event)
{
    uint64_t result = (uint64_t)-ETIMEDOUT;

    event->timed_out = true;
    state->seat[worker].outs++;
    tell_time_out(model, state, standing_pose(model, state, worker));
    sleepers_remove(model, state, worker);
    return take_edge(model, state, worker, &result, 1, event);
}

/* An instruction made earlier gets its turn. */
static void
step_lag(const struct model *model, struct seat *seat, struct event *event)
{
    const struct edge *edge = &model->machine->poses.edge[seat->via];

    event->note = edge->note[1 + edge->lag - seat->lag];
    if (--seat->lag == 0)
        seat->via = 0;
}

static bool
step_leave(
    struct model *model, struct state *state, int worker, struct event *event)
{
    bool exits = standing_pose(model, state, worker)->kind == POSE_EXIT;
    struct event others = {0};

    if (exits && !send_to_others(model, state, worker, &others))
        return false;
    bool good = take_leave(model, state, worker, event) &&
                owner_leave(model, state, worker, event);
    event->woken |= others.woken;
    return good;
}

static bool
step_any(
    struct model *model, struct state *state, int worker, struct event *event)
{
    if (standing_is_interrupted(model, state, worker))
        return interrupt_wait(model, state, worker, event);
    if (state->seat[worker].queue > 0)
        return time_out(model, state, worker, event);
    if (state->seat[worker].lag > 0) {
        step_lag(model, &state->seat[worker], event);
        return true;
    }
    switch (standing_pose(model, state, worker)->kind) {
    case POSE_CALL:
        return ask_step(model, state, worker, event);
    case POSE_PAGES:
        model->track->unknown = true;
        standing_leave_loop(state, worker);
        return take_words(model, state, worker, event);
    case POSE_RETURNED:
        return interrupt_must_come(model, state, worker)
                   ? interrupt_code(model, state, worker, event)
                   : take_words(model, state, worker, event);
    case POSE_FUNCTION:
        standing_leave_loop(state, worker);
        return take_words(model, state, worker, event);
    case POSE_LEAVE:
    case POSE_EXIT:
        return step_leave(model, state, worker, event);
    default:
        return step_access(model, state, worker, event);
    }
}

static bool
step_once(
    struct model *model, struct state *state, int worker, struct event *event)
{
    if (!step_any(model, state, worker, event))
        return false;
    react_settle(model, state);
    return true;
}

/* Is the worker within a call that is one step, or at its end? */
static bool
is_in_midst(const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);

    return pose->kind == POSE_RETURNED ||
           (pose->place.kind == PLACE_CALL_BEGUN &&
               model_standing(model, state, worker) == STANDING_READY);
}

/* If the worker is about to cancel another, note whom: one that prints while it
 * is cancelled may do so twice, or in part, which is not tried where printf is
 * one step. */
static void
note_cancelled(const struct model *model, const struct state *state, int worker)
{
    const struct place_of_call *place =
        &standing_pose(model, state, worker)->place;

    if (place->kind < PLACE_CALL || place->function == NULL ||
        strcmp(place->function, "pthread_cancel") != 0)
        return;
    int whom = model_thread(model, state, worker, place->argument);
    if (whom != -1 && whom != worker)
        model->machine->gaps.cancelled |= workers_only(whom);
}

bool
model_step(
    struct model *model, struct state *state, int turn, struct event *event)
{
    int worker = turn_worker(turn);
    enum chance chance = turn_chance(turn);
    struct event unseen, inner;

    if (event == NULL)
        event = &unseen;
    *event = (struct event){.worker = worker, .chance = chance, .edge = -1};
    track_begin(model->track);
    note_cancelled(model, state, worker);
    if (chance == CHANCE_NONE
            ? !step_once(model, state, worker, event)
            : !chance_take(model, state, worker, chance, event))
        return false;
    for (int looks = 1; chance != CHANCE_ALARM && /* whoever it wakes */
                        is_in_midst(model, state, worker);
         looks++) {
        if (looks % LOOK_EVERY == 0)
            target_obey(&model->machine->target);
        inner = (struct event){.worker = worker, .edge = -1};
        if (!step_once(model, state, worker, &inner))
            return false;
        event->asleep = inner.asleep;
        event->woken |= inner.woken;
        event->made = inner.made > 0 ? inner.made : event->made;
        event->answer = inner.answer;
        event->signal = inner.signal != 0 ? inner.signal : event->signal;
    }
    if (model->machine->program->buries && !bury(model, state))
        return false;
    return notify_ends(model, state);
}
