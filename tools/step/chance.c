#include "chance.h"

#include "act.h"
#include "library.h"
#include "sleepers.h"
#include "standing.h"
#include "take.h"

#include <pthread.h>

/* Asleep in the condition variable itself: not at the mutex, which it takes
 * again before it returns. */
static bool
waits_for_condition(
    const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);
    const struct visit *visit = &pose->visit;

    return state->seat[worker].queue > 0 && visit->function != NULL &&
           library_waits_for_condition(visit->function) &&
           pose->call.arguments[0] - visit->argument < sizeof(pthread_cond_t);
}

bool
chance_may(const struct model *model, const struct state *state, int worker,
    enum chance chance)
{
    return state->used[chance] < model->most[chance] &&
           waits_for_condition(model, state, worker);
}

bool
chance_take(struct model *model, struct state *state, int worker,
    enum chance chance, struct event *event)
{
    uint64_t result = ACT_FOR_NOTHING;

    state->used[chance]++;
    sleepers_remove(model, state, worker);
    return take_edge(model, state, worker, &result, 1, event);
}
