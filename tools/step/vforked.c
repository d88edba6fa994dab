#include "vforked.h"

#include "actions.h"
#include "become.h"
#include "clone.h"
#include "forked.h"
#include "guest.h"
#include "ids.h"
#include "leave.h"
#include "limit.h"
#include "schedule.h"
#include "spare.h"
#include "tasks.h"
#include "touch.h"
#include "where.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

enum { MAX_ACTIONS = 64 };

/* What a parent goes back to, and what its child has done. */
struct vforked {
    struct registers registers; /* at the call */
    struct visit visit;
    struct place_of_call place;
    uint64_t asked_at;
    bool has_stack;     /* of its own: it is the C library's */
    uint64_t blocked;   /* signals, */
    uint64_t defaulted; /* and those that it no longer ignores, */
    uint64_t ignored;   /* or does, whatever its parent did */
    int count;
    struct call action[MAX_ACTIONS]; /* on its descriptors */
};

static struct vforked **all; /* [0]: none */
static int count = 1;

/* ---- What is noted. ---- */

static bool
is_same(const struct vforked *left, const struct vforked *right)
{
    return left->blocked == right->blocked &&
           left->defaulted == right->defaulted &&
           left->ignored == right->ignored && left->count == right->count &&
           memcmp(left->action, right->action, sizeof(left->action)) == 0 &&
           memcmp(&left->registers, &right->registers,
               sizeof(left->registers)) == 0;
}

static int
intern(const struct vforked *vforked)
{
    for (int i = 1; i < count; i++)
        if (is_same(all[i], vforked))
            return i;
    all = store_grow(all, (size_t)count, sizeof(const void *));
    all[count] = store_copy(vforked, sizeof(*vforked));
    return count++;
}

static _Noreturn void
refuse_one(int worker, int number, const char *what)
{
    limit_refuse("worker %s makes a process%s by vfork, posix_spawn, system or "
                 "the like, and before that is another program, it %s: it is "
                 "not followed",
        schedule_name(worker), where_line(all[number]->asked_at), what);
}

static _Noreturn void
refuse(const struct ahead *ahead, const char *what)
{
    refuse_one(ahead->worker, ahead->vforked, what);
}

uint64_t
vforked_acts(const struct pose *pose)
{
    return all[pose->vforked]->defaulted | all[pose->vforked]->ignored;
}

void
vforked_kill(const struct pose *pose)
{
    if (pose->vforked != 0)
        refuse_one(pose->worker, pose->vforked, "loses its parent");
}

/* ---- It begins. ---- */

static bool
makes_one(
    const struct ahead *ahead, const struct call *call, struct clone_args *how)
{
    const uint64_t needed = CLONE_VM | CLONE_VFORK;

#ifdef SYS_vfork
    *how = (struct clone_args){.flags = needed, .exit_signal = SIGCHLD};
    if (call->number == SYS_vfork)
        return true;
#endif
    return (call->number == SYS_clone || call->number == SYS_clone3) &&
           clone_arguments(ahead, call, how) && (how->flags & needed) == needed;
}

static void
begin(struct ahead *ahead, const struct clone_args *how)
{
    const uint64_t may = CLONE_VM | CLONE_VFORK | CLONE_CLEAR_SIGHAND;
    const struct program *program = ahead->machine->program;
    uint64_t stack = how->stack + how->stack_size;
    struct vforked vforked = {.registers = ahead->registers,
        .visit = ahead->visit,
        .place = ahead->place,
        .asked_at = where_in_program(ahead),
        .has_stack = stack != 0};

    if ((how->flags & ~may) != 0 || how->exit_signal != SIGCHLD)
        clone_refuse(ahead, false);
    if (!tasks_read_blocked(ahead->task, &vforked.blocked))
        limit_lost(ahead->worker);
    ahead->vforked = intern(&vforked);
    if (program->sent != 0 && !vforked.has_stack)
        refuse(ahead, "may get a signal");
    if (vforked.has_stack) {
        arch_set_sp(&ahead->registers, stack);
        ahead->place.sp = UINT64_MAX; /* it is all of that call */
    }
}

/* ---- What it does. ---- */

/* A list of signals, of the kernel's. */
static bool
read_signals(const struct ahead *ahead, uint64_t address, uint64_t *signals)
{
    return target_peek(ahead->task, address, signals, sizeof(*signals));
}

static void
write_there(struct ahead *ahead, const struct call *call, const void *from,
    size_t bytes)
{
    struct pose ignored = {0};

    if (call->arguments[2] == 0)
        return;
    touch_memory(ahead, call->arguments[2], bytes, false, true, &ignored);
    free(ignored.touched);
    if (!target_poke(ahead->task, call->arguments[2], from, bytes))
        limit_lost(ahead->worker);
}

static void
mask(struct ahead *ahead, const struct call *call, struct vforked *vforked)
{
    uint64_t before = vforked->blocked, set;

    if (call->arguments[1] != 0) {
        if (!read_signals(ahead, call->arguments[1], &set))
            limit_lost(ahead->worker);
        vforked->blocked = call->arguments[0] == SIG_BLOCK     ? before | set
                           : call->arguments[0] == SIG_UNBLOCK ? before & ~set
                                                               : set;
    }
    write_there(ahead, call, &before, sizeof(before));
}

/* The C library asks for those that are ignored, and lets them be so; it sets
 * others to what they become by execve in any case. So all that it asks for may
 * be ignored ones. */
static void
set_action(
    struct ahead *ahead, const struct call *call, struct vforked *vforked)
{
    uint64_t bit = 1UL << (call->arguments[0] - 1);
    struct action action = {.handler = 0};

    if (call->arguments[2] != 0 && !vforked->has_stack)
        refuse(ahead, "asks what is done at a signal");
    if (call->arguments[1] != 0 &&
        !target_peek(ahead->task, call->arguments[1], &action, sizeof(action)))
        limit_lost(ahead->worker);
    if (call->arguments[1] != 0 && action.handler == (uintptr_t)SIG_IGN)
        vforked->ignored |= bit;
    else if (call->arguments[1] != 0) {
        vforked->defaulted |= bit;
        vforked->ignored &= ~bit;
    }
    action = (struct action){.handler = (uintptr_t)SIG_IGN};
    write_there(ahead, call, &action, sizeof(action));
}

/* The id that it would have. */
static long
id(struct ahead *ahead, const struct call *call)
{
    struct machine *machine = ahead->machine;
    struct program *program = machine->program;
    int child =
        spare_for(program, &(struct spare){ahead->worker, ahead->made, true});

    machine->stale |= child >= machine->target.workers;
    return call->number == SYS_getppid ? program->ids[ahead->worker].process
                                       : program->ids[child].process;
}

/* On its descriptors; what it then returns, unless it is refused later. */
static long
do_later(struct ahead *ahead, const struct call *call, struct vforked *vforked)
{
    if (vforked->count == MAX_ACTIONS)
        refuse(ahead, "changes very many descriptors");
    if (calls_redirects(call)) {
        calls_redirected(true);
        ahead->machine->stale = true;
    }
    vforked->action[vforked->count++] = *call;
    return call->number == SYS_close || call->number == SYS_fcntl
               ? 0
               : (long)call->arguments[1];
}

/* Does it change its descriptors only? */
static bool
is_action(const struct call *call)
{
    return call->number == SYS_close || call->number == SYS_dup3 ||
#ifdef SYS_dup2
           call->number == SYS_dup2 ||
#endif
           (call->number == SYS_fcntl && call->arguments[1] == F_SETFD);
}

bool
vforked_passes(struct ahead *ahead, const struct instruction *what)
{
    struct clone_args how;
    struct call call;
    long result = 0;

    if (what->kind != INSTRUCTION_CALL || ahead->machine->program->births == 0)
        return false;
    arch_call(&ahead->registers, &call);
    if (ahead->vforked == 0) {
        if (!makes_one(ahead, &call, &how))
            return false;
        begin(ahead, &how);
    } else {
        struct vforked vforked = *all[ahead->vforked];
        if (call.number == SYS_rt_sigprocmask)
            mask(ahead, &call, &vforked);
        else if (call.number == SYS_rt_sigaction)
            set_action(ahead, &call, &vforked);
        else if (ids_names(&call))
            result = id(ahead, &call);
        else if (is_action(&call))
            result = do_later(ahead, &call, &vforked);
        else if (calls_kind(&call) == CALL_BIRTH)
            refuse(ahead, "makes another");
        else
            return false;
        ahead->vforked = intern(&vforked);
    }
    arch_return_from_call(&ahead->registers, result);
    ahead->sp = arch_sp(&ahead->registers);
    if (!arch_write(ahead->task, &ahead->registers))
        limit_lost(ahead->worker);
    return true;
}

/* ---- Its last call. ---- */

bool
vforked_ends(const struct ahead *ahead, struct pose *pose)
{
    if (ahead->vforked == 0 || (pose->call.number != SYS_execve &&
                                   pose->call.number != SYS_exit_group))
        return false;
    pose->kind = POSE_CALL;
    pose->call = (struct call){SYS_clone, {CLONE_VM | CLONE_VFORK | SIGCHLD}};
    pose->asked_at = all[ahead->vforked]->asked_at;
    return true;
}

/* Calls that are as much its parent's. */
static bool
may_call(const struct ahead *ahead, const struct call *call)
{
    switch (calls_kind(call)) {
    case CALL_WAIT:
    case CALL_WAKE:
    case CALL_YIELD:
    case CALL_SKIP:
    case CALL_REAL:
    case CALL_TIME:
    case CALL_MAP:
    case CALL_BIRTH:
        return true;
    case CALL_OUTPUT: /* unless it goes elsewhere */
        return all[ahead->vforked]->count == 0;
    default:
        return false;
    }
}

void
vforked_check(const struct ahead *ahead, const struct pose *pose)
{
    char what[64];

    if (ahead->vforked == 0)
        return;
    bool is_last =
        pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_BIRTH;
    if (pose->kind == POSE_CALL && !may_call(ahead, &pose->call)) {
        snprintf(what, sizeof(what), "calls %s", calls_name(pose->call.number));
        refuse(ahead, what);
    }
    if (pose->kind == POSE_CRASHED || pose->kind == POSE_ENDED ||
        pose->kind == POSE_LEAVE)
        refuse(ahead, "crashes, or ends");
    bool is_librarys =
        all[ahead->vforked]->has_stack && ahead->place.kind >= PLACE_CALL;
    if (!is_last && !is_librarys && !leave_is_alone(ahead))
        refuse(ahead, "uses what its threads use, too");
}

/* ---- The step. ---- */

static uint64_t
ignored_by(const struct machine *machine, const struct pose *pose)
{
    const struct vforked *vforked = all[pose->vforked];
    pid_t task = machine->target.worker[pose->worker].task;

    return (tasks_ignored(task) & ~vforked->defaulted) | vforked->ignored;
}

long
vforked_part(struct machine *machine, int number)
{
    const struct pose *pose = machine_pose(machine, number);
    const struct vforked *vforked = all[pose->vforked];
    struct call last;
    int child = spare_for(
        machine->program, &(struct spare){pose->worker, pose->made, true});

    for (int i = 0; i < vforked->count; i++)
        if (ahead_make(machine, child, machine->program->call_at,
                &vforked->action[i]) < 0)
            become_refuse(pose, "closes or copies a descriptor that is not "
                                "open");
    arch_call(&pose->registers, &last);
    if (last.number == SYS_exit_group)
        return guest_over((int)(last.arguments[0] & 0xff) << 8);
    const struct heir heir = {
        child, vforked->blocked, ignored_by(machine, pose)};
    long guest = become_inherit(machine, number, &heir);
    if (guest < 0)
        become_refuse(pose, strerror((int)-guest));
    return guest;
}

uint64_t *
vforked_input(const struct machine *machine, int state, int child, size_t *size)
{
    const uint64_t input[] = {(uint64_t)machine->program->ids[child].task,
        (uint64_t)child, (uint64_t)kernel_step(&machine->kernel, state)->guest};

    *size = sizeof(input) / sizeof(input[0]);
    return store_copy(input, sizeof(input));
}

int
vforked_make(struct ahead *ahead, const uint64_t *input)
{
    const struct vforked *vforked = all[ahead->vforked];
    int begin = become_born(ahead, (int)input[1], (int)input[2]);

    ahead->made++;
    ahead->vforked = 0;
    ahead->registers = vforked->registers;
    ahead->visit = vforked->visit;
    ahead->place = vforked->place;
    if (ahead->place.kind == PLACE_CALL)
        ahead->place.kind = PLACE_CALL_BEGUN;
    ahead->sp = arch_sp(&ahead->registers);
    return begin;
}
