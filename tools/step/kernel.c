#include "kernel.h"

#include "ahead.h"
#include "become.h"
#include "enter.h"
#include "forked.h"
#include "leave.h"
#include "limit.h"
#include "machine.h"
#include "place.h"
#include "reads.h"
#include "vforked.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

void
kernel_clear(struct kernel *kernel)
{
    for (int i = 0; i < kernel->count; i++) {
        free(kernel->step[i]->values);
        free(kernel->step[i]);
    }
    free(kernel->step);
    *kernel = (struct kernel){0};
}

static int
add_state(struct kernel *kernel, const struct kernel_step *step)
{
    kernel->step =
        store_grow(kernel->step, (size_t)kernel->count, sizeof(*kernel->step));
    kernel->step[kernel->count] = store_copy(step, sizeof(*step));
    return kernel->count++;
}

static int
find(
    const struct machine *machine, int before, int pose, const uint64_t *values)
{
    const struct kernel *kernel = &machine->kernel;
    size_t bytes = (size_t)machine->contended->count * sizeof(*values);

    for (int i = 1; i < kernel->count; i++) {
        const struct kernel_step *step = kernel->step[i];
        if (step->before == before && step->pose == pose &&
            (bytes == 0 || memcmp(step->values, values, bytes) == 0))
            return i;
    }
    return -1;
}

/* What it has written to contended words, on behalf of the caller. */
static void
note_changes(struct machine *machine, struct ahead *ahead, struct edge *edge)
{
    edge->change = store_new((size_t)ahead->met_count * sizeof(*edge->change));
    for (int i = 0; i < ahead->met_count; i++) {
        struct word now = {machine->contended->key[ahead->met[i].word], 0};
        if (!ahead->met[i].written)
            continue;
        if (!space_load(ahead->space, &now, 1))
            place_lose();
        edge->change[edge->change_count++] =
            (struct change){ahead->met[i].word, now.value};
    }
}

/* The worker's call has returned: run to its next pose. */
static bool
take_return(struct machine *machine, int worker, struct kernel_step *step)
{
    int from = machine->at[worker];
    struct edge edge = {.pose = from};
    struct ahead ahead;

    ahead_begin(&ahead, machine, machine_pose(machine, from));
    bool alive = enter_returned(&ahead);
    note_changes(machine, &ahead, &edge);
    if (machine_look_again(machine, worker))
        ahead.needs = step->number;
    if (ahead.from->signal != 0) {
        free(ahead.fresh);
        edge.next = leave_after(machine, ahead.from);
    } else if (!machine->stale) {
        edge.next = ahead_run(&ahead, alive);
    }
    free(ahead.met);
    machine->at[worker] = machine->stale ? -1 : edge.next;
    if (machine->stale)
        return false;
    /* Only for the notes: no edge with that input is ever looked up. */
    uint64_t never = (uint64_t)machine->poses.edge_count;
    edge.input_count = 2;
    edge.input = store_copy((uint64_t[]){never, never}, 2 * sizeof(never));
    edge.lag = ahead.lag;
    edge.note = ahead.note;
    step->returned[step->returns++] = (struct returned){
        worker, edge.next, ahead.lag, poses_add_edge(&machine->poses, &edge)};
    return true;
}

/* Make the call for real, in whatever kernel state. */
static bool
make(struct machine *machine, struct kernel_step *step)
{
    struct kernel *kernel = &machine->kernel;
    worker_set self = workers_only(step->worker);

    step->returns = 0;
    if (forked_is_call(&machine_pose(machine, step->pose)->call)) {
        forked_part(machine, step->pose);
        if (machine_pose(machine, step->pose)->vforked != 0) {
            machine_place(machine, step->pose, step->values);
            step->guest = vforked_part(machine, step->pose);
        }
        return true;
    }
    if (step->wakes) {
        enter_leave(machine, step->worker);
        kernel->asleep &= ~self;
        return true;
    }
    machine_place(machine, step->pose, step->values);
    if (calls_kind(&machine_pose(machine, step->pose)->call) == CALL_EXEC) {
        step->guest = become_part(machine, step->pose);
        return true;
    }
    step->asleep = !enter_call(machine, step->worker);
    remains_look(&machine->target.left); /* before its maker ends */
    if (machine->stale)
        return false;
    if (step->asleep) {
        reads_refuse_asleep(machine_pose(machine, step->pose));
        kernel->asleep |= self;
    } else if (!take_return(machine, step->worker, step))
        return false;
    for (int i = 0; i < machine->target.workers; i++)
        if (workers_has(kernel->asleep, i) && i != step->worker &&
            enter_has_returned(machine, i)) {
            kernel->asleep &= ~workers_only(i);
            if (!take_return(machine, i, step))
                return false;
        }
    return true;
}

static uint64_t
result_of(const struct machine *machine, const struct returned *returned)
{
    return machine->poses.edge[returned->edge].note->after;
}

/* An address where something was mapped, or an id of System V, must be the one
 * that other poses know. (Their poses may differ: in what an earlier call has
 * left on the stack, and nobody reads.) */
static bool
differs(const struct machine *machine, const struct kernel_step *step,
    const struct kernel_step *again)
{
    const struct call *call = &machine_pose(machine, step->pose)->call;
    bool differ =
        step->asleep != again->asleep || step->returns != again->returns;

    if (call->number == SYS_mmap || calls_is_system_v(call))
        for (int i = 0; i < step->returns && !differ; i++)
            differ = step->returned[i].worker != again->returned[i].worker ||
                     result_of(machine, &step->returned[i]) !=
                         result_of(machine, &again->returned[i]);
    return differ;
}

/* Bring the program into that kernel state: from the start, call by call. */
static bool
go_to(struct machine *machine, int state)
{
    struct kernel *kernel = &machine->kernel;

    if (kernel->now == state)
        return true;
    if (state == 0) {
        machine_restart(machine);
        return !machine->stale;
    }
    if (!go_to(machine, kernel->step[state]->before))
        return false;
    struct kernel_step again = *kernel->step[state];
    if (!make(machine, &again))
        return false;
    if (differs(machine, kernel->step[state], &again))
        limit_refuse("a system call does something else when it is made "
                     "again: the schedules cannot be told apart");
    kernel->now = state;
    return true;
}

/* Bring the program into that kernel state, unless it is already in one that
 * followed the needed one. False if machine->stale. */
static bool
bring(struct machine *machine, int needed, int state)
{
    int now = machine->kernel.now;

    while (now > needed)
        now = machine->kernel.step[now]->before;
    return now == needed || go_to(machine, state);
}

bool
machine_send(struct machine *machine, int number)
{
    const struct pose *pose = machine_pose(machine, number);

    if (machine->stale || (pose->needs != 0 && !bring(machine, pose->needs,
                                                   machine->wanted_kernel)))
        return false;
    /* A worker asleep in the kernel cannot be sent elsewhere. */
    if (workers_has(machine->kernel.asleep, pose->worker))
        machine_restart(machine);
    if (machine->stale)
        return false;
    place_worker(machine, pose->worker, number);
    return true;
}

static int
lead(struct machine *machine, int state, int pose, const uint64_t *values,
    bool wakes)
{
    struct kernel *kernel = &machine->kernel;
    size_t bytes = (size_t)machine->contended->count * sizeof(*values);

    if (kernel->count == 0)
        add_state(kernel, &(struct kernel_step){.before = -1});
    int known = find(machine, state, pose, values);
    if (known != -1)
        return known;
    if (machine->stale || !go_to(machine, state))
        return -1;
    struct kernel_step step = {.number = kernel->count,
        .before = state,
        .worker = machine_pose(machine, pose)->worker,
        .pose = pose,
        .wakes = wakes,
        .values = store_copy(values, bytes)};
    if (!make(machine, &step)) {
        free(step.values);
        return -1;
    }
    kernel->now = add_state(kernel, &step);
    return kernel->now;
}

int
kernel_call(
    struct machine *machine, int state, int pose, const uint64_t *values)
{
    return lead(machine, state, pose, values, false);
}

int
kernel_wake(
    struct machine *machine, int state, int pose, const uint64_t *values)
{
    return lead(machine, state, pose, values, true);
}
