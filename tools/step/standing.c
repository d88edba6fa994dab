#include "standing.h"

#include "interrupt.h"
#include "reap.h"
#include "signals.h"
#include "tell.h"

#include <string.h>

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

const struct pose *
standing_pose(const struct model *model, const struct state *state, int worker)
{
    return machine_pose(model->machine, state->seat[worker].pose);
}

bool
standing_is_unborn(
    const struct model *model, const struct state *state, int worker)
{
    return standing_pose(model, state, worker)->kind == POSE_UNBORN;
}

/* Instruction, words and values of the step that the worker is about to make.
 */
uint64_t
standing_signature(
    const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);
    uint64_t hash = store_hash(
        STORE_HASH, &pose->next->address, sizeof(pose->next->address));

    hash = store_hash(hash, &pose->caller, sizeof(pose->caller));
    hash = store_hash(hash, &pose->asked_at, sizeof(pose->asked_at));
    hash = store_hash(hash, pose->touched,
        (size_t)pose->touched_count * sizeof(*pose->touched));
    for (int i = 0; i < pose->touched_count; i++)
        if (!tell_is_time(model->machine, pose->touched[i]))
            hash = store_hash(
                hash, &state->value[pose->touched[i]], sizeof(uint64_t));
    return hash | 1; /* 0 means none */
}

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

enum standing
standing_alone(const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);

    if (model->machine->has_exits && is_ended_by_other(model, state, worker))
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
    if (pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_SIGNAL &&
        signals_first(model, state, worker, pose->awaited) == 0)
        return !calls_has_time(&pose->call) ? STANDING_ASLEEP
               : pose->limit.is_invalid     ? STANDING_READY
                                            : STANDING_LIMITED;
    switch (pose->kind) {
    case POSE_UNBORN:
    case POSE_ENDED:
    case POSE_EXITED:
        return STANDING_ENDED;
    case POSE_CRASHED:
        return STANDING_CRASHED;
    case POSE_ENDLESS:
        return STANDING_ENDLESS;
    case POSE_ACCESS:
    case POSE_CALL:
    case POSE_FUNCTION:
    case POSE_PAGES:
    case POSE_RETURNED:
    case POSE_LEAVE:
    case POSE_EXIT:
        break;
    }
    if (!is_waiting(model, state, worker))
        return STANDING_READY;
    model->machine->gaps.waits_in_loop |= !state->seat[worker].loop.sleeps;
    return STANDING_WAITING;
}

enum standing
model_standing(const struct model *model, const struct state *state, int worker)
{
    return interrupt_ends_wait(model, state, worker)
               ? STANDING_READY
               : standing_alone(model, state, worker);
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
    return -1;
}

/* ---- Loops. ---- */

void
standing_leave_loop(struct state *state, int worker)
{
    memset(&state->seat[worker].loop, 0, sizeof(struct loop));
}

/* A step without effect: was it made before? The step to compare with changes
 * each time the number of steps has doubled (Brent 1980), so that any loop is
 * found, even one entered from outside. */
void
standing_follow_loop(
    struct state *state, int worker, int pose, uint64_t step, uint64_t words)
{
    struct loop *loop = &state->seat[worker].loop;

    if (loop->mark == step) {
        loop->again++;
        loop->steps = 0;
        loop->pose = pose;
        loop->words = words;
    } else if (loop->mark == 0 || loop->steps == loop->span) {
        loop->span = loop->mark == 0 ? 1 : 2 * loop->span;
        loop->mark = step;
        loop->pose = pose;
        loop->words = words;
        loop->steps = loop->again = 0;
        loop->told = loop->sleeps = false;
    } else {
        loop->words |= words;
    }
    loop->steps++;
}

uint64_t
standing_bit(int word)
{
    return 1UL << (word % 64);
}

/* A word has changed: workers that read it in a loop may leave the loop. */
void
standing_stir(const struct model *model, struct state *state, int word)
{
    for (int i = 0; i < model->workers; i++)
        if ((state->seat[i].loop.words & standing_bit(word)) != 0)
            standing_leave_loop(state, i);
}
