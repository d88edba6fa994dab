#include "futex.h"

#include "sleepers.h"
#include "standing.h"
#include "take.h"

#include <errno.h>

/* A wait that fails is a step without effect. Who makes it again and again
 * waits for another to change the word: glibc's pthread_timedjoin_np does so
 * with a limit that is no time. */
bool
futex_wait(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct pose *pose = standing_pose(model, state, worker);
    const struct call call = pose->call;
    int from = state->seat[worker].pose;
    uint64_t step = standing_signature(model, state, worker);
    uint64_t result =
        pose->limit.is_invalid ? (uint64_t)-EINVAL : (uint64_t)-EAGAIN;
    uint32_t value = 0;

    int word = sleepers_word(model, state, worker, &call, &value);
    if (word == -1)
        return false;
    if (!pose->limit.is_invalid && value == (uint32_t)call.arguments[2]) {
        event->asleep = true;
        event->note = (struct note){.what = pose->next};
        sleepers_add(model, state, worker);
        return true;
    }
    if (!take_edge(model, state, worker, &result, 1, event))
        return false;
    if (model->machine->poses.edge[event->edge].change_count > 0)
        standing_leave_loop(state, worker);
    else
        standing_follow_loop(
            state, worker, from, step, word >= 0 ? standing_bit(word) : 0);
    return true;
}

bool
futex_wake(
    struct model *model, struct state *state, int worker, struct event *event)
{
    const struct call call = standing_pose(model, state, worker)->call;
    const struct waker waker = {
        worker, call.arguments[0], calls_is_private(&call)};
    uint64_t returns_0 = 0, woken = 0;
    struct event ignored;
    int sleeper;

    while (woken < (uint64_t)calls_wakes(&call) &&
           (sleeper = sleepers_first(model, state, &waker)) != -1) {
        sleepers_remove(model, state, sleeper);
        if (!take_edge(model, state, sleeper, &returns_0, 1, &ignored))
            return false;
        event->woken |= workers_only(sleeper);
        woken++;
    }
    event->owes = woken == 0;
    event->call = call;
    standing_leave_loop(state, worker);
    return take_edge(model, state, worker, &woken, 1, event);
}
