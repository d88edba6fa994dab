#include "signals.h"

#include "cancel.h"
#include "limit.h"
#include "schedule.h"
#include "sleepers.h"
#include "standing.h"
#include "take.h"

#include "kit/stop.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>

static uint32_t
bit_of(int signal)
{
    return 1U << (signal - 1);
}

/* ---- What waits. ---- */

static bool
is_of(const struct model *model, int worker, int process)
{
    const int *space_of = model->machine->space_of;

    return space_of[worker] == space_of[process];
}

/* The worker whose seat has what waits for the process. */
static int
first_of(const struct model *model, int process)
{
    int first = 0;

    while (!is_of(model, first, process))
        first++;
    return first;
}

int
signals_first(const struct model *model, const struct state *state, int worker,
    uint64_t set)
{
    uint64_t own = state->seat[worker].signals & set;
    uint64_t shared = state->seat[first_of(model, worker)].shared & set;

    return __builtin_ffsl((long)(own != 0 ? own : shared));
}

void
signals_remove(
    const struct model *model, struct state *state, int worker, int signal)
{
    uint32_t *own = &state->seat[worker].signals;
    uint32_t *shared = &state->seat[first_of(model, worker)].shared;

    *((*own & bit_of(signal)) != 0 ? own : shared) &= ~bit_of(signal);
}

/* ---- Sending. ---- */

/* Those that stop a process, or let it go on, are not followed. */
static bool
may_wait(uint64_t signal)
{
    static const int others[] = {
        SIGKILL, SIGSTOP, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if ((int)signal == others[i])
            return false;
    return signal >= 1 && signal <= CANCEL_SIGNAL;
}

static bool
is_alive(const struct model *model, const struct state *state, int worker)
{
    enum standing standing = model_standing(model, state, worker);

    return standing != STANDING_ENDED && standing != STANDING_CRASHED &&
           standing_pose(model, state, worker)->signal == 0;
}

/* Has somebody changed what it does, in whatever schedule? */
static bool
is_handled_anew(const struct machine *machine, int signal)
{
    for (int i = 1; i < machine->kernel.count; i++) {
        int pose = machine->kernel.step[i]->pose;
        const struct call *call = &machine_pose(machine, pose)->call;
        if (call->number == SYS_rt_sigaction &&
            call->arguments[0] == (uint64_t)signal && call->arguments[1] != 0)
            return true;
    }
    return false;
}

bool
signals_changes_handler(const struct model *model, const struct call *call)
{
    return call->number == SYS_rt_sigaction && call->arguments[1] != 0 &&
           may_wait(call->arguments[0]) &&
           (model->machine->program->sent & bit_of((int)call->arguments[0])) !=
               0;
}

/* May the thread, or one of the process, get it? Not one that sleeps in the
 * kernel, whose call may be made anew (but not if the thread is cancelled), nor
 * one that is another program. */
static bool
may_get(const struct model *model, const struct state *state, int worker,
    int signal, bool *is_deaf)
{
    *is_deaf |= standing_pose(model, state, worker)->guest != 0;
    bool may =
        is_alive(model, state, worker) &&
        (standing_pose(model, state, worker)->blocked & bit_of(signal)) == 0;

    *is_deaf |= may && state->seat[worker].in_kernel && signal != CANCEL_SIGNAL;
    return may;
}

/* The library's own handler is not among those. */
static bool
has_handler(const struct program *program, int signal)
{
    return signal == CANCEL_SIGNAL
               ? program->canceller != 0
               : (program->caught_by_all & bit_of(signal)) != 0;
}

/* It will run a handler if somebody may get it; else wait until it is asked
 * for. */
static bool
is_followed(const struct model *model, int signal, bool is_taken, bool is_deaf)
{
    const struct program *program = model->machine->program;

    return may_wait((uint64_t)signal) && program->births > 0 &&
           !is_handled_anew(model->machine, signal) && !is_deaf &&
           (!is_taken || has_handler(program, signal));
}

/* The first search that meets it begins anew, now that it is known. */
static bool
is_known(struct model *model, int signal, bool is_taken)
{
    struct machine *machine = model->machine;
    struct program *program = machine->program;
    bool known = (program->sent & bit_of(signal)) != 0 &&
                 (program->interrupts || !is_taken);

    program->sent |= bit_of(signal);
    program->interrupts |= is_taken;
    machine->stale |= !known;
    return known;
}

static bool
send_to_thread(struct model *model, struct state *state, pid_t id, int signal)
{
    const struct ids *ids = model->machine->program->ids;
    int to = 0;
    bool is_deaf = false;

    while (to < model->workers &&
           (ids[to].task != id || !is_alive(model, state, to)))
        to++;
    if (to == model->workers)
        return false;
    bool is_taken = may_get(model, state, to, signal, &is_deaf);
    if (!is_followed(model, signal, is_taken, is_deaf) ||
        !is_known(model, signal, is_taken))
        return false;
    state->seat[to].signals |= bit_of(signal);
    return true;
}

static bool
send_to_process(struct model *model, struct state *state, pid_t id, int signal)
{
    const struct ids *ids = model->machine->program->ids;
    bool is_deaf = false, is_taken = false, lives = false;
    int to = -1;

    for (int i = 0; i < model->workers; i++)
        if (ids[i].process == id && !standing_is_unborn(model, state, i)) {
            to = i;
            lives |= is_alive(model, state, i);
            is_taken |= may_get(model, state, i, signal, &is_deaf);
        }
    if (!lives || !is_followed(model, signal, is_taken, is_deaf) ||
        !is_known(model, signal, is_taken))
        return false;
    state->seat[first_of(model, to)].shared |= bit_of(signal);
    return true;
}

bool
signals_send(struct model *model, struct state *state, int worker)
{
    const struct call *call = &standing_pose(model, state, worker)->call;
    const uint64_t *argument = call->arguments;
    bool to_thread = call->number == SYS_tgkill;
    uint64_t signal = argument[to_thread ? 2 : 1];

    if (!may_wait(signal))
        return false;
    return to_thread
               ? send_to_thread(model, state, (pid_t)argument[1], (int)signal)
               : send_to_process(model, state, (pid_t)argument[0], (int)signal);
}
