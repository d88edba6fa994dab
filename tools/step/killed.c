#include "killed.h"

#include "become.h"
#include "imposed.h"
#include "leave.h"
#include "single.h"
#include "vforked.h"

#include <stdlib.h>

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

    return closes
               ? leave_closing(machine, worker, next_of(ahead), signal, false)
               : leave_ended(machine, worker, signal);
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
