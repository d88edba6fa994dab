#include "actions.h"

#include "ahead.h"
#include "cancel.h"
#include "limit.h"
#include "tasks.h"

#include <signal.h>
#include <sys/syscall.h>

struct action
actions_of(const struct per_signal *actions, int number)
{
    struct action action;

    per_signal_copy(actions, number, &action);
    return action;
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

    for (int signal = 1; signal <= KNOWN_SIGNALS; signal++) {
        if ((others & 1UL << (signal - 1)) == 0)
            continue;
        struct action action = ask(machine, worker, signal);
        set = per_signal_replace(&machine->actions, set, signal, &action);
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
