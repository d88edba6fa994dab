#include "standing.h"

#include "alarm.h"
#include "reap.h"
#include "signals.h"

/* How often a loop that changes the worker each time round must recur until it
 * is taken for a wait: if the worker signals that it waits, and if not.
 * (C++20's waits spin 16 times before they sleep: all of that is followed.) And
 * how often it may, when no other can run; or when it reads nothing that
 * another may write, as far as is known: then it counts its sleeps. */
enum { WAITING = 20, SURELY_WAITING = 50, GIVE_UP = 300, SLEEPS = 1200 };

/* How often a worker's sleep may time out while others can run, and when none
 * can. In a loop that waits for a time again and again that never ends, and the
 * clock goes on: no state comes back. */
enum { EARLY_OUTS = 4, MOST_OUTS = 50 };

/* Nothing that another worker does, or can see, lies in its loop. So no order
 * is lost where it goes round alone. (Handlers come at any time: there, none
 * does.)
 */
static bool
only_sleeps(
    const struct model *model, const struct loop *loop, const struct pose *pose)
{
    return loop->told && loop->words == 0 && pose->touched_count == 0 &&
           !model->machine->program->interrupts;
}

static bool
is_waiting(const struct model *model, const struct state *state, int worker)
{
    const struct seat *seat = &state->seat[worker];
    const struct loop *loop = &seat->loop;

    if (seat->lag > 0 || loop->mark == 0 ||
        loop->mark != standing_signature(model, state, worker))
        return false;
    if (loop->pose == seat->pose)
        return true;
    const struct pose *pose = standing_pose(model, state, worker);
    if (loop->told
            ? loop->again < (only_sleeps(model, loop, pose) ? SLEEPS : WAITING)
            : loop->again < SURELY_WAITING || pose->place.kind >= PLACE_CALL)
        return false;
    /* It may count its iterations, and give up. (A library lock then goes to
     * sleep.) */
    if (pose->place.kind < PLACE_CALL)
        model->machine->gaps.held_back_at =
            pose->asked_at != 0 ? pose->asked_at : pose->next->address;
    return true;
}

/* What it would be without signals that wait for it. */
static enum standing
alone(const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);

    if (model_has_ended(model, state, worker))
        return STANDING_ENDED;
    if (state->seat[worker].in_kernel)
        return STANDING_ASLEEP;
    if (state->seat[worker].queue > 0)
        return calls_has_limit(&pose->call) ? STANDING_LIMITED
                                            : STANDING_ASLEEP;
    if (state->seat[worker].lag > 0)
        return STANDING_READY;
    if (pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_REAP &&
        reap_whom(model, state, worker, &pose->call) == REAP_LATER)
        return STANDING_ASLEEP;
    if (pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_PAUSE)
        return STANDING_ASLEEP;
    if (alarm_cuts_sleep(model, state, worker))
        return STANDING_ASLEEP;
    if (pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_SIGNAL &&
        signals_first(model, state, worker, pose->awaited) == 0)
        return !calls_has_time(&pose->call) ? STANDING_ASLEEP
               : pose->limit.is_invalid     ? STANDING_READY
                                            : STANDING_LIMITED;
    if (pose->kind == POSE_CRASHED)
        return STANDING_CRASHED;
    if (pose->kind == POSE_ENDLESS)
        return STANDING_ENDLESS;
    if (!is_waiting(model, state, worker))
        return STANDING_READY;
    model->machine->gaps.waits_in_loop |= !state->seat[worker].loop.sleeps;
    return STANDING_WAITING;
}

bool
standing_is_interrupted(
    const struct model *model, const struct state *state, int worker)
{
    if (model->machine->program->sent == 0 || state->seat[worker].lag > 0)
        return false;
    const struct pose *pose = standing_pose(model, state, worker);
    enum standing otherwise = alone(model, state, worker);
    if (otherwise == STANDING_ENDED || otherwise == STANDING_CRASHED ||
        signals_first(model, state, worker, signals_unblocked(pose)) == 0)
        return false;
    return otherwise != STANDING_READY || pose_sleeps_for_a_time(pose);
}

enum standing
model_standing(const struct model *model, const struct state *state, int worker)
{
    return standing_is_interrupted(model, state, worker)
               ? STANDING_READY
               : alone(model, state, worker);
}

int
model_thread(const struct model *model, const struct state *state, int worker,
    uint64_t thread)
{
    const int *space_of = model->machine->space_of;

    for (int i = 0; i < model->workers; i++)
        if (space_of[i] == space_of[worker] &&
            !standing_is_unborn(model, state, i) &&
            arch_thread_pointer(&standing_pose(model, state, i)->registers) ==
                thread)
            return i;
    return -1;
}

bool
model_may_run(const struct model *model, const struct state *state, int worker)
{
    enum standing standing = model_standing(model, state, worker);

    if (standing != STANDING_LIMITED || model->machine->program->births == 0)
        return standing == STANDING_READY;
    if (state->seat[worker].outs < EARLY_OUTS)
        return true;
    model->machine->gaps.waits_on_at =
        standing_pose(model, state, worker)->asked_at;
    return false;
}

bool
model_may_leave(
    const struct model *model, const struct state *state, int worker)
{
    const struct seat *seat = &state->seat[worker];

    return model_standing(model, state, worker) == STANDING_WAITING &&
           seat->loop.pose != seat->pose;
}

int
model_last_hope(const struct model *model, const struct state *state)
{
    for (int i = 0; i < model->workers; i++)
        if (model_standing(model, state, i) == STANDING_LIMITED &&
            state->seat[i].outs < MOST_OUTS)
            return i;
    for (int i = 0; i < model->workers; i++)
        if (model_may_leave(model, state, i) &&
            state->seat[i].loop.again < GIVE_UP)
            return i;
    return alarm_hope(model, state);
}

enum end
standing_end(const struct model *model, const struct state *state)
{
    enum end end = END_HELD;

    for (int i = 0; i < model->workers; i++) {
        enum standing standing = model_standing(model, state, i);
        if (standing == STANDING_CRASHED)
            return END_CRASHED;
        if (standing != STANDING_ENDED)
            end = END_STUCK;
    }
    return end;
}
