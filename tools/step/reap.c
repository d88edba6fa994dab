#include "reap.h"

#include "limit.h"
#include "standing.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

bool
reap_is_over(const struct model *model, const struct state *state, int process)
{
    const int *space_of = model->machine->space_of;

    for (int i = 0; i < model->workers; i++)
        if (space_of[i] == space_of[process] &&
            !model_has_ended(model, state, i))
            return false;
    return true;
}

struct reap_form
reap_form(const struct call *call)
{
    const uint64_t *argument = call->arguments;
    pid_t id = (pid_t)argument[0];

    if (call->number == SYS_waitid)
        return (struct reap_form){
            (int)argument[0], (pid_t)argument[1], argument[3], argument[2]};
    return (struct reap_form){id == -1  ? P_ALL
                              : id <= 0 ? P_PGID
                                        : P_PID,
        id < 0 ? -id : id, argument[2], argument[1]};
}

static bool
is_meant(const struct model *model, int worker, int child,
    const struct reap_form *form)
{
    const struct ids *ids = model->machine->program->ids;

    if (form->which == P_PID)
        return form->id == ids[child].process;
    return form->which == P_ALL ||
           ids[child].group == (form->id == 0 ? ids[worker].group : form->id);
}

int
reap_whom(const struct model *model, const struct state *state, int worker,
    const struct call *call)
{
    const struct target *target = &model->machine->target;
    const struct reap_form form = reap_form(call);
    bool has_any = false;

    for (int i = 0; i < target->tasks; i++)
        if (target->task[i].free)
            limit_refuse("a worker waits for processes, and one of them runs "
                         "another program: it is not followed");

    for (int i = 0; i < model->workers; i++) {
        const struct worker *child = &target->worker[i];
        if (child->task != child->process || state->seat[i].reaped ||
            standing_is_unborn(model, state, i) ||
            child->parent != target->worker[worker].process ||
            !is_meant(model, worker, i, &form))
            continue;
        has_any = true;
        if (reap_is_over(model, state, i))
            return i;
    }
    return !has_any                        ? REAP_NOBODY
           : (form.options & WNOHANG) != 0 ? REAP_NONE_YET
                                           : REAP_LATER;
}

bool
reap_is_orphan(const struct model *model, const struct state *state, int worker)
{
    const struct worker *workers = model->machine->target.worker;

    for (int i = 0; i < model->workers; i++)
        if (workers[i].process == workers[worker].parent)
            return reap_is_over(model, state, i);
    return false;
}

int
reap_status(const struct model *model, const struct state *state, int ended)
{
    const int *space_of = model->machine->space_of;
    int status = 0;

    /* exit of one thread ends the others; otherwise the first thread's counts.
     */
    for (int i = 0; i < model->workers; i++) {
        const struct pose *pose =
            machine_pose(model->machine, state->seat[i].pose);
        if (space_of[i] == space_of[ended] &&
            (i == ended || pose->kind == POSE_EXITED))
            status = pose->signal != 0 ? pose->signal & 0x7f
                                       : (pose->exit_status & 0xff) << 8;
    }
    return status;
}
