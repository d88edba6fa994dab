#include "chance.h"

#include "act.h"
#include "library.h"
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

static bool
is_of(const struct model *model, int worker, int process)
{
    const int *space_of = model->machine->space_of;

    return space_of[worker] == space_of[process];
}

static bool
is_alive(const struct model *model, const struct state *state, int worker)
{
    return model_standing(model, state, worker) != STANDING_ENDED &&
           standing_pose(model, state, worker)->signal != SIGKILL;
}

/* Is it the first of a living process other than main's? A worker asleep in a
 * kernel call cannot be killed unnoticed by the others: that is not tried. */
static bool
may_be_killed(const struct model *model, const struct state *state, int process)
{
    bool lives = false;

    if (is_of(model, process, 0))
        return false;
    for (int i = 0; i < model->workers; i++) {
        if (!is_of(model, i, process))
            continue;
        if (i < process)
            return false;
        lives |= is_alive(model, state, i);
    }
    for (int i = 0; lives && i < model->workers; i++)
        if (is_of(model, i, process) && state->seat[i].in_kernel) {
            model->machine->has_spared = true;
            return false;
        }
    return lives;
}

/* The last of them closes their open files. */
static bool
kill_all(
    struct model *model, struct state *state, int process, struct event *event)
{
    const struct machine *machine = model->machine;
    bool closes = machine->program->has_descriptors;
    int last = process;

    for (int i = 0; i < model->workers; i++)
        if (is_of(model, i, process) && is_alive(model, state, i))
            last = i;
    for (int i = 0; i <= last; i++)
        if (is_of(model, i, process) && is_alive(model, state, i) &&
            !take_kill(model, state, i, closes && i == last, event))
            return false;
    return true;
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

    model->machine->has_slept |= state->seat[worker].in_kernel;
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
           act_can_fail(pose->next->entry_of) &&
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

    state->used[chance]++;
    if (chance == CHANCE_KILL)
        return kill_all(model, state, worker, event);
    if (chance == CHANCE_EINTR)
        return interrupt(model, state, worker, event);
    if (chance == CHANCE_ALLOC)
        return take_failure(model, state, worker, event);
    sleepers_remove(model, state, worker);
    return take_edge(model, state, worker, &result, 1, event);
}
