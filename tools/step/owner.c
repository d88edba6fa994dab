#include "owner.h"

#include "sleepers.h"
#include "standing.h"
#include "take.h"

#include <errno.h>
#include <linux/futex.h>

/* What no call returns: it falls asleep. */
enum { SLEEPS = 1 };

static uint32_t
id_of(const struct model *model, int worker)
{
    return (uint32_t)model->machine->program->ids[worker].task;
}

static void
write_word(const struct model *model, struct state *state,
    const struct waker *there, uint32_t value)
{
    int word = model_word(model, there->worker, there->address);

    track_futex(model->track, word, true);
    take_half(model, state, there->worker, there->address, value);
}

/* The worker with that id, if it lives; or -1. */
static int
find_owner(const struct model *model, const struct state *state, uint32_t id)
{
    for (int i = 0; i < model->workers; i++)
        if (id_of(model, i) == id &&
            model_standing(model, state, i) != STANDING_ENDED)
            return i;
    return -1;
}

/* Does that owner wait for the worker, or for one who does? */
static bool
waits_for(const struct state *state, int owner, int worker)
{
    while (owner != worker && state->seat[owner].waits_for > 0)
        owner = state->seat[owner].waits_for - 1;
    return owner == worker;
}

/* The result, or SLEEPS: then for *owner. */
static long
lock(const struct model *model, struct state *state, const struct waker *there,
    uint32_t value, bool tries, int *owner)
{
    int first = sleepers_first(model, state, there);
    uint32_t id = id_of(model, there->worker), holder = value & FUTEX_TID_MASK;

    if (holder == id)
        return -EDEADLK;
    if (first == -1 && holder == 0) {
        write_word(model, state, there, (value & FUTEX_OWNER_DIED) | id);
        return 0;
    }
    if (first == -1) {
        write_word(model, state, there, value | FUTEX_WAITERS);
        *owner = find_owner(model, state, holder);
        if (*owner == -1)
            return -ESRCH;
    } else {
        *owner = state->seat[first].waits_for - 1;
        if (*owner == -1 || id_of(model, *owner) != holder)
            return -EINVAL;
    }
    if (tries)
        return -EWOULDBLOCK;
    return waits_for(state, *owner, there->worker) ? -EDEADLK : SLEEPS;
}

/* The one asleep there longest has it now, and others wait for that one. */
static bool
hand_on(struct model *model, struct state *state, const struct waker *there,
    uint32_t mark, struct event *event)
{
    const uint64_t returns_0 = 0;
    int heir = sleepers_first(model, state, there);
    struct event ignored;

    sleepers_remove(model, state, heir);
    for (int i = 0; i < model->workers; i++)
        if (sleepers_is_there(model, state, i, there))
            state->seat[i].waits_for = (uint8_t)(heir + 1);
    write_word(model, state, there, mark | FUTEX_WAITERS | id_of(model, heir));
    event->woken |= workers_only(heir);
    return take_edge(model, state, heir, &returns_0, 1, &ignored);
}

bool
owner_leave(
    struct model *model, struct state *state, int worker, struct event *event)
{
    for (int i = 0; i < model->workers; i++) {
        const struct call *call = &standing_pose(model, state, i)->call;
        const struct waker there = {
            i, call->arguments[0], calls_is_private(call)};
        if (state->seat[i].waits_for != worker + 1)
            continue;
        model->track->unknown = true;
        if (!hand_on(model, state, &there, FUTEX_OWNER_DIED, event))
            return false;
    }
    return true;
}

/* As lock. */
static long
unlock(const struct model *model, struct state *state,
    const struct waker *there, uint32_t value, bool *has_heir)
{
    int first = sleepers_first(model, state, there);

    if ((value & FUTEX_TID_MASK) != id_of(model, there->worker))
        return -EPERM;
    if (first == -1)
        write_word(model, state, there, 0);
    else if (state->seat[first].waits_for != there->worker + 1)
        return -EINVAL;
    *has_heir = first != -1;
    return 0;
}

bool
owner_step(
    struct model *model, struct state *state, int worker, struct event *event)
{
    struct program *program = model->machine->program;
    const struct pose *pose = standing_pose(model, state, worker);
    const struct call call = pose->call;
    const struct waker there = {
        worker, call.arguments[0], calls_is_private(&call)};
    int owner = -1;
    bool has_heir = false;
    uint32_t value;

    model->track->unknown = true;
    if (sleepers_word(model, state, worker, &call, &value) < 0)
        return false; /* it must be known: the kernel writes it */
    if (!program->inherits) {
        program->inherits = model->machine->stale = true;
        return false;
    }
    long result =
        pose->limit.is_invalid ? -EINVAL
        : calls_unlocks(&call)
            ? unlock(model, state, &there, value, &has_heir)
            : lock(model, state, &there, value, calls_tries(&call), &owner);
    if (result == SLEEPS) {
        event->asleep = true;
        event->note = (struct note){.what = pose->next};
        sleepers_add(model, state, worker);
        state->seat[worker].waits_for = (uint8_t)(owner + 1);
        return true;
    }
    standing_leave_loop(state, worker);
    return (!has_heir || hand_on(model, state, &there, 0, event)) &&
           take_edge(
               model, state, worker, &(uint64_t){(uint64_t)result}, 1, event);
}
