#include "actions.h"

#include "ahead.h"
#include "cancel.h"
#include "limit.h"
#include "tasks.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

/* ---- Actions and sets. ---- */

struct action
actions_of(const struct actions *actions, int number)
{
    static const struct action none;

    return number == 0 ? none : actions->action[number - 1];
}

static struct action_set
set_of(const struct actions *actions, int number)
{
    static const struct action_set none;

    return number == 0 ? none : actions->set[number - 1];
}

int
actions_at(const struct actions *actions, int set, int signal)
{
    return set_of(actions, set).action[signal - 1];
}

static int
number_of(struct actions *actions, const struct action *action)
{
    for (int i = 0; i <= actions->count; i++) {
        struct action known = actions_of(actions, i);
        if (memcmp(&known, action, sizeof(known)) == 0)
            return i;
    }
    actions->action = store_grow(
        actions->action, (size_t)actions->count, sizeof(*actions->action));
    actions->action[actions->count] = *action;
    return ++actions->count;
}

int
actions_replace(
    struct actions *actions, int set, int signal, const struct action *action)
{
    struct action_set wanted = set_of(actions, set);

    wanted.action[signal - 1] = number_of(actions, action);
    for (int i = 0; i <= actions->sets; i++) {
        struct action_set known = set_of(actions, i);
        if (memcmp(&known, &wanted, sizeof(known)) == 0)
            return i;
    }
    actions->set =
        store_grow(actions->set, (size_t)actions->sets, sizeof(*actions->set));
    actions->set[actions->sets] = wanted;
    return ++actions->sets;
}

void
actions_clear(struct actions *actions)
{
    free(actions->action);
    free(actions->set);
    *actions = (struct actions){0};
}

/* ---- What they mean. ---- */

/* signal(7) */
static bool
is_ignored_by_default(int signal)
{
    return signal == SIGCHLD || signal == SIGURG || signal == SIGWINCH ||
           signal == SIGCONT;
}

enum reaction
actions_reaction(const struct action *action, int signal)
{
    if (action->handler == (uint64_t)SIG_IGN)
        return REACTION_NONE;
    if (action->handler != (uint64_t)SIG_DFL)
        return REACTION_HANDLER;
    return is_ignored_by_default(signal) ? REACTION_NONE : REACTION_DEATH;
}

bool
actions_tells_end(const struct action *action)
{
    return action->handler != (uint64_t)SIG_DFL ||
           (action->flags & SA_NOCLDWAIT) != 0;
}

/* ---- At the beginning. ---- */

/* The answer goes below the stack, where nobody looks, for a moment. */
static struct action
ask(struct machine *machine, int worker, int signal)
{
    pid_t task = machine->target.worker[worker].task;
    uint64_t sp = arch_sp(&machine->first[worker].registers);
    struct action before = {0}, action = {0};
    uint64_t room = (sp - arch_red_zone - sizeof(action)) & ~7UL;
    const struct call call = {
        SYS_rt_sigaction, {(uint64_t)signal, 0, room, sizeof(action.mask)}};

    if (!target_peek(task, room, &before, sizeof(before)) ||
        ahead_make(machine, worker, machine->program->call_at, &call) != 0 ||
        !target_peek(task, room, &action, sizeof(action)) ||
        !target_poke(task, room, &before, sizeof(before)))
        limit_lost(worker);
    return action;
}

static int
learn(struct machine *machine, int worker)
{
    pid_t task = machine->target.worker[worker].task;
    uint64_t ends = 1UL << (SIGCHLD - 1);
    uint64_t cancel =
        machine->program->canceller != 0 ? 1UL << (CANCEL_SIGNAL - 1) : 0;
    uint64_t others = tasks_caught(task) | tasks_ignored(task) | ends | cancel;
    int set = 0;

    for (int signal = 1; signal <= ACTED_SIGNALS; signal++) {
        if ((others & 1UL << (signal - 1)) == 0)
            continue;
        struct action action = ask(machine, worker, signal);
        set = actions_replace(&machine->actions, set, signal, &action);
        machine->program->tells_ends |=
            signal == SIGCHLD && actions_tells_end(&action);
    }
    return set;
}

void
actions_learn(struct machine *machine)
{
    const struct target *target = &machine->target;

    if (machine->program->births == 0)
        return; /* react.h leads none of these */
    for (int i = 0; i < target->workers - target->spare; i++)
        if (target->worker[i].task == target->worker[i].process)
            machine->first_actions[i] = learn(machine, i);
}

void
actions_note_ends(struct machine *machine)
{
    machine->stale |= !machine->program->tells_ends;
    machine->program->tells_ends = true;
}
