#include "killed.h"

#include "become.h"
#include "imposed.h"
#include "leave.h"
#include "single.h"
#include "vforked.h"

#include <stdlib.h>
#include <sys/syscall.h>

/* With its initial registers: any would do. */
static int
intern(struct machine *machine, int worker, int signal, const struct pose *last)
{
    struct pose pose = *last;

    pose.worker = worker;
    pose.signal = signal;
    pose.registers = machine->first[worker].registers;
    arch_set_pc(&pose.registers, machine->program->call_at);
    return poses_intern(&machine->poses, &pose);
}

static int
closing(struct machine *machine, int worker, const struct instruction *next,
    int signal, bool has_undone)
{
    return intern(machine, worker, signal,
        &(struct pose){.kind = POSE_CALL,
            .next = next,
            .closes = true,
            .has_undone = has_undone,
            .call = leave_call(machine, has_undone)});
}

int
killed_end(struct machine *machine, const struct pose *from)
{
    return from->call.number == SYS_unshare
               ? closing(machine, from->worker, from->next, from->signal, true)
               : intern(machine, from->worker, from->signal,
                     &(struct pose){.kind = POSE_ENDED});
}

/* Its next instruction; where it has crashed, that is the call that we make. */
static const struct instruction *
next_of(struct ahead *ahead)
{
    if (ahead->from->next != NULL)
        return ahead->from->next;
    arch_set_pc(&ahead->registers, ahead->machine->program->call_at);
    return single_fetch(ahead);
}

static void
happen(struct ahead *ahead, const struct imposed *imposed)
{
    (void)imposed;
    leave_killed(ahead);
    free(ahead->fresh);
}

static int
go_on(struct ahead *ahead, const struct imposed *imposed)
{
    struct machine *machine = ahead->machine;
    int worker = ahead->worker, signal = (int)imposed->input[0];
    bool closes = imposed->input[1];

    return closes ? closing(machine, worker, next_of(ahead), signal, false)
                  : intern(machine, worker, signal,
                        &(struct pose){.kind = POSE_ENDED});
}

const struct edge *
killed_edge(struct machine *machine, int pose, const uint64_t *values,
    const struct killing *killing)
{
    const struct imposed imposed = {IMPOSED_KILL,
        {(uint64_t)killing->signal, killing->closes}, happen, go_on};

    vforked_kill(machine_pose(machine, pose));
    become_kill(machine_pose(machine, pose));
    return imposed_edge(machine, pose, values, &imposed);
}
