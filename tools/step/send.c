#include "send.h"

#include "fatal.h"
#include "kernel.h"
#include "limit.h"
#include "owner.h"
#include "react.h"
#include "reap.h"
#include "schedule.h"
#include "standing.h"
#include "take.h"
#include "where.h"

#include "kit/stop.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>

static bool
is_alive(const struct model *model, const struct state *state, int worker)
{
    enum standing standing = model_standing(model, state, worker);

    return standing == STANDING_CRASHED ||
           (standing != STANDING_ENDED &&
               !standing_pose(model, state, worker)->signal);
}

bool
send_may(const struct model *model, const struct state *state, int process)
{
    bool lives = false;

    for (int i = 0; i < model->workers; i++) {
        if (!model_is_of(model, i, process))
            continue;
        if (state->seat[i].in_kernel)
            return false;
        lives |= is_alive(model, state, i);
    }
    return lives;
}

/* The last of them gives back what the process has. */
bool
send_death(struct model *model, struct state *state, int process, int signal,
    struct event *event)
{
    bool closes = model->machine->program->has_descriptors;
    int last = process;

    for (int i = 0; i < model->workers; i++)
        if (model_is_of(model, i, process) && is_alive(model, state, i))
            last = i;
    for (int i = 0; i <= last; i++)
        if (model_is_of(model, i, process) && is_alive(model, state, i) &&
            (!take_kill(model, state, i,
                 &(struct killing){signal, closes && i == last}, event) ||
                !owner_leave(model, state, i, event)))
            return false;
    return true;
}

/* One asleep in the kernel is left: it cannot be sent elsewhere. */
bool
send_to_others(
    struct model *model, struct state *state, int worker, struct event *event)
{
    for (int i = 0; i < model->workers && model->machine->spaces > 1; i++) {
        if (i == worker || !model_is_of(model, i, worker) ||
            !is_alive(model, state, i) || state->seat[i].in_kernel)
            continue;
        model->track->unknown = true;
        if (!take_kill(
                model, state, i, &(struct killing){.signal = SIGKILL}, event) ||
            !owner_leave(model, state, i, event))
            return false;
    }
    return true;
}

/* ---- kill(2) and the like. ---- */

/* The first worker of the process with that id, or the thread; -1: it is none
 * of ours. */
static int
find(const struct model *model, const struct state *state, pid_t id,
    bool is_thread)
{
    const struct ids *ids = model->machine->program->ids;

    for (int i = 0; i < model->workers; i++)
        if ((is_thread ? ids[i].task : ids[i].process) == id &&
            !standing_is_unborn(model, state, i))
            return i;
    return -1;
}

bool
send_has_set_action(const struct model *model, const struct state *state,
    int process, uint64_t signal)
{
    const struct machine *machine = model->machine;
    int number = *state->kernel;

    while (number != 0) {
        const struct kernel_step *step = kernel_step(&machine->kernel, number);
        const struct call *call = &machine_pose(machine, step->pose)->call;
        if (model_is_of(model, step->worker, process) &&
            call->number == SYS_rt_sigaction && call->arguments[0] == signal &&
            call->arguments[1] != 0)
            return true;
        number = step->before;
    }
    return false;
}

/* Do all of its threads? (What a single one blocks waits: signals.h.) */
static bool
blocks(const struct model *model, const struct state *state, int process,
    uint64_t signal)
{
    for (int i = 0; i < model->workers; i++)
        if (model_is_of(model, i, process) &&
            !model_has_ended(model, state, i) &&
            (standing_pose(model, state, i)->blocked & 1UL << (signal - 1)) ==
                0)
            return false;
    return true;
}

bool
send_is_other_program(
    const struct model *model, const struct state *state, int process)
{
    for (int i = 0; i < model->workers; i++)
        if (model_is_of(model, i, process) &&
            standing_pose(model, state, i)->guest != 0)
            return true;
    return false;
}

static bool
kills(const struct model *model, const struct state *state, int process,
    uint64_t signal)
{
    struct action action = react_action(model, state, process, (int)signal);

    return signal == SIGKILL ||
           (actions_reaction(&action, (int)signal) == REACTION_DEATH &&
               !send_has_set_action(model, state, process, signal) &&
               !blocks(model, state, process, signal) &&
               !send_is_other_program(model, state, process));
}

static bool
is_deadly(uint64_t signal)
{
    return signal >= 1 && signal < 32 && fatal_by_default((int)signal);
}

/* Has its process a main that is no worker? */
static bool
is_uncontrolled(const struct model *model, int worker)
{
    return model->machine->program->births == 0 &&
           model_is_of(model, worker, 0);
}

long
send_look(const struct model *model, const struct state *state, int worker,
    int *process)
{
    const struct sending sending =
        calls_sending(&standing_pose(model, state, worker)->call);
    uint64_t signal = sending.signal;
    int to =
        sending.id > 0 ? find(model, state, sending.id, sending.to_thread) : -1;

    *process = -1;
    if (to == -1 ||
        (sending.to_thread && (!model_is_of(model, to, worker) ||
                                  model_has_ended(model, state, to))))
        return -1;
    if (state->seat[to].reaped)
        return -ESRCH;
    if (signal == 0 || reap_is_over(model, state, to))
        return 0;
    if (!is_deadly(signal) || is_uncontrolled(model, to) ||
        !send_may(model, state, to) || !kills(model, state, to, signal))
        return -1;
    *process = to;
    return 0;
}
