#include "chance.h"

#include "act.h"
#include "alarm.h"
#include "interrupt.h"
#include "library.h"
#include "ring.h"
#include "send.h"
#include "sleepers.h"
#include "standing.h"
#include "take.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>

/* Where glibc's condition variable has a lock for its own data. */
#ifdef __GLIBC__
enum { INNER_LOCK = offsetof(pthread_cond_t, __data.__g1_orig_size) };
#else
enum { INNER_LOCK = sizeof(pthread_cond_t) };
#endif

/* Asleep in the condition variable itself, neither at that lock nor at the
 * mutex that it takes again before it returns. */
static bool
waits_for_condition(
    const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);
    const struct visit *visit = &pose->visit;
    uint64_t offset = pose->call.arguments[0] - visit->argument;

    return state->seat[worker].queue > 0 && visit->function != NULL &&
           library_waits_for_condition(visit->function) &&
           offset < sizeof(pthread_cond_t) && offset != INNER_LOCK;
}

/* ---- Kills. ---- */

/* Is it the first worker of a living process other than main's? One asleep in
 * the kernel is not tried. */
static bool
may_be_killed(const struct model *model, const struct state *state, int process)
{
    const int *space_of = model->machine->space_of;

    for (int i = 0; i < process; i++)
        if (space_of[i] == space_of[process])
            return false;
    if (space_of[process] == space_of[0])
        return false;
    for (int i = 0; i < model->workers; i++)
        model->machine->gaps.has_spared |=
            space_of[i] == space_of[process] && state->seat[i].in_kernel;
    return send_may(model, state, process);
}

/* ---- Calls that fail. ---- */

/* POSIX lets these be interrupted. Asleep in the kernel they cannot be,
 * unnoticed by the others: that is not tried. */
static bool
may_be_interrupted(
    const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);
    const struct visit *visit = &pose->visit;

    model->machine->gaps.has_slept |= state->seat[worker].in_kernel;
    if (state->seat[worker].queue > 0)
        return visit->function != NULL &&
               library_waits_for_semaphore(visit->function) &&
               pose->call.arguments[0] - visit->argument < sizeof(sem_t);
    return pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_REAP &&
           model_standing(model, state, worker) == STANDING_ASLEEP;
}

static bool
interrupt(
    struct model *model, struct state *state, int worker, struct event *event)
{
    uint64_t result[2] = {(uint64_t)-EINTR, 0};

    if (state->seat[worker].queue == 0)
        return take_edge(model, state, worker, result, 2, event);
    sleepers_remove(model, state, worker);
    return take_edge(model, state, worker, result, 1, event);
}

static bool
may_fail(const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);

    return pose->kind == POSE_FUNCTION && state->seat[worker].lag == 0 &&
           library_allocates(pose->next->entry_of) &&
           model_standing(model, state, worker) == STANDING_READY;
}

/* ---- All. ---- */

bool
chance_is_step(enum chance chance)
{
    return chance == CHANCE_NONE || chance == CHANCE_ALLOC;
}

bool
chance_may(const struct model *model, const struct state *state, int worker,
    enum chance chance)
{
    if (chance == CHANCE_SIGNAL)
        return interrupt_may_come(model, state, worker);
    if (chance == CHANCE_ALARM)
        return alarm_may_ring(model, state, worker);
    if (state->used[chance] >= model->most[chance])
        return false;
    return chance == CHANCE_KILL    ? may_be_killed(model, state, worker)
           : chance == CHANCE_EINTR ? may_be_interrupted(model, state, worker)
           : chance == CHANCE_ALLOC ? may_fail(model, state, worker)
                                    : waits_for_condition(model, state, worker);
}

bool
chance_take(struct model *model, struct state *state, int worker,
    enum chance chance, struct event *event)
{
    uint64_t result = ACT_FOR_NOTHING;

    if (chance == CHANCE_SIGNAL)
        return interrupt_code(model, state, worker, event);
    if (chance == CHANCE_ALARM)
        return ring_now(model, state, worker, event);
    state->used[chance]++;
    if (chance == CHANCE_KILL)
        return send_death(model, state, worker, SIGKILL, event);
    if (chance == CHANCE_EINTR)
        return interrupt(model, state, worker, event);
    if (chance == CHANCE_ALLOC)
        return take_failure(model, state, worker, event);
    sleepers_remove(model, state, worker);
    return take_edge(model, state, worker, &result, 1, event);
}
