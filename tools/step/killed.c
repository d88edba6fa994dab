#include "killed.h"

#include "become.h"
#include "leave.h"
#include "place.h"
#include "single.h"
#include "touch.h"
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

const struct edge *
killed_edge(struct machine *machine, int number, const uint64_t *values,
    const struct killing *killing)
{
    const struct pose *pose = machine_pose(machine, number);
    size_t words = (size_t)machine->contended->count;
    size_t count = words + (size_t)machine->target.workers + 2;
    uint64_t *input = store_new(count * sizeof(*input));
    struct ahead ahead;

    vforked_kill(pose);
    become_kill(pose);
    for (size_t i = 0; i < words; i++)
        input[i] = values[i];
    input[words] = (uint64_t)killing->signal << 1 | killing->closes;
    int known = poses_edge(&machine->poses, number, input, count);
    if (known != -1 || !machine_send(machine, number)) {
        free(input);
        return known != -1 ? &machine->poses.edge[known] : NULL;
    }
    struct pose all = {.worker = pose->worker, .takes_all = true};
    struct edge edge = {.pose = number, .input_count = count, .input = input};
    ahead_begin(&ahead, machine, pose);
    place_inputs(machine, &all, values, words);
    leave_killed(&ahead);
    free(ahead.fresh);
    if (machine->stale)
        return NULL;
    place_read_changes(machine, &all, values, words, &edge);
    touch_note(&ahead, &(struct note){.what = pose->next});
    edge.next = killing->closes ? closing(machine, pose->worker,
                                      next_of(&ahead), killing->signal, false)
                                : intern(machine, pose->worker, killing->signal,
                                      &(struct pose){.kind = POSE_ENDED});
    edge.note = ahead.note;
    edge.wake_count = ahead.wake_count;
    edge.wake = ahead.wake;
    known = poses_add_edge(&machine->poses, &edge);
    return &machine->poses.edge[known];
}
