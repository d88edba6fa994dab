#include "leave.h"

#include "inject.h"
#include "limit.h"
#include "touch.h"
#include "where.h"

#include <linux/futex.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_LOCKS = 2048 }; /* ROBUST_LIST_LIMIT of Linux */

bool
leave_is_alone(const struct ahead *ahead)
{
    const struct machine *machine = ahead->machine;
    int others = -1;

    for (int i = 0; i < machine->target.workers; i++)
        others += machine->space_of[i] == machine->space_of[ahead->worker];
    return others == 0;
}

bool
leave_aborts(const struct ahead *ahead, const struct call *call)
{
    const struct ids *ids = &ahead->machine->program->ids[ahead->worker];

    return calls_abort(call, ids->process, ids->task);
}

/* ---- Where the kernel looks. ---- */

/* The word that the kernel clears when the worker ends. We ask in the worker's
 * name; the answer goes to the top of the stack, which is then restored. */
static uint64_t
ask_tid_word(struct ahead *ahead)
{
    uint64_t top = arch_sp(&ahead->registers) & ~(uint64_t)(WORD_BYTES - 1);
    struct call call = {SYS_prctl, {PR_GET_TID_ADDRESS, top}};
    uint64_t call_at = inject_place(ahead->task), before, address;

    if (call_at == 0 || !target_peek(ahead->task, top, &before, WORD_BYTES) ||
        ahead_make(ahead->machine, ahead->worker, call_at, &call) != 0)
        limit_refuse(
            "the kernel does not tell which word it clears when a thread ends: "
            "it lacks CONFIG_CHECKPOINT_RESTORE, or the vDSO is off");
    if (!target_peek(ahead->task, top, &address, WORD_BYTES) ||
        !target_poke(ahead->task, top, &before, WORD_BYTES))
        limit_lost(ahead->worker);
    return address;
}

static uint64_t
tid_word(struct ahead *ahead)
{
    struct machine *machine = ahead->machine;

    if (ahead->kept.is_known)
        return ahead->kept.tid_word;
    if (!machine->has_tid_word[ahead->worker])
        machine->tid_word[ahead->worker] = ask_tid_word(ahead);
    machine->has_tid_word[ahead->worker] = true;
    return machine->tid_word[ahead->worker];
}

/* Its list of robust locks; false if there is none, or it is empty. The head is
 * private; the rest may be in shared memory. */
static bool
read_locks(const struct ahead *ahead, uint64_t *head, uint64_t locks[3])
{
    size_t bytes;

    *head = ahead->kept.robust_list;
    return (ahead->kept.is_known ||
               syscall(SYS_get_robust_list, ahead->task, head, &bytes) == 0) &&
           *head != 0 &&
           target_peek(ahead->task, *head, locks, 3 * WORD_BYTES) &&
           ((locks[0] & ~1UL) != *head || locks[2] != 0);
}

bool
leave_has_locks(const struct ahead *ahead)
{
    uint64_t head, locks[3];

    return read_locks(ahead, &head, locks);
}

/* ---- What it does there. ---- */

static void
write_half(struct ahead *ahead, uint64_t address, uint32_t value)
{
    struct pose ignored = {0};

    touch_memory(ahead, address, sizeof(value), true, true, &ignored);
    free(ignored.touched);
    if (!target_poke(ahead->task, address, &value, sizeof(value)))
        limit_lost(ahead->worker);
}

static void
wake(struct ahead *ahead, uint64_t address)
{
    ahead->wake =
        store_grow(ahead->wake, (size_t)ahead->wake_count, sizeof(address));
    ahead->wake[ahead->wake_count++] = address;
}

/* As in Linux's handle_futex_death: kernel/futex/core.c. */
static void
leave_lock(
    struct ahead *ahead, uint64_t address, bool inherits, bool is_pending)
{
    pid_t self = ahead->machine->program->ids[ahead->worker].task;
    uint32_t value;

    if (address % sizeof(value) != 0 ||
        !target_peek(ahead->task, address, &value, sizeof(value)))
        return;
    if (is_pending && !inherits && (value & FUTEX_TID_MASK) == 0)
        wake(ahead, address);
    if ((value & FUTEX_TID_MASK) != (uint32_t)self)
        return;
    write_half(ahead, address, (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED);
    if (!inherits && (value & FUTEX_WAITERS) != 0)
        wake(ahead, address);
}

static bool
is_seen(const struct ahead *ahead, uint64_t address)
{
    return !ahead->is_killed ||
           space_is_shared(space_key(ahead->space, address));
}

static void
leave_locks(struct ahead *ahead)
{
    uint64_t head, locks[3];

    if (!read_locks(ahead, &head, locks))
        return;
    uint64_t entry = locks[0], offset = locks[1], pending = locks[2];
    for (int i = 0; i < MAX_LOCKS && (entry & ~1UL) != head; i++) {
        struct pose ignored = {0};
        uint64_t at = entry & ~1UL;
        bool inherits = (entry & 1) != 0;
        touch_memory(ahead, at, WORD_BYTES, true, false, &ignored);
        free(ignored.touched);
        if (!target_peek(ahead->task, at, &entry, WORD_BYTES))
            break;
        if (at != (pending & ~1UL) && is_seen(ahead, at + offset))
            leave_lock(ahead, at + offset, inherits, false);
    }
    if (pending != 0 && is_seen(ahead, (pending & ~1UL) + offset))
        leave_lock(ahead, (pending & ~1UL) + offset, (pending & 1) != 0, true);
}

void
leave_note_undo(struct ahead *ahead, const struct call *call)
{
    struct program *program = ahead->machine->program;
    struct sembuf change;

    if (program->undoes ||
        (call->number != SYS_semop && call->number != SYS_semtimedop))
        return;
    for (uint64_t i = 0; i < call->arguments[2] && !program->undoes; i++) {
        if (!target_peek(ahead->task, call->arguments[1] + i * sizeof(change),
                &change, sizeof(change)))
            return;
        program->undoes = (change.sem_flg & SEM_UNDO) != 0;
    }
    if (program->undoes && !leave_is_alone(ahead))
        where_refuse(ahead, "semop with SEM_UNDO in a process with threads");
    ahead->machine->stale |= program->undoes && ahead->machine->spaces > 1;
}

struct call
leave_call(const struct machine *machine, bool has_undone)
{
    return machine->program->undoes && !has_undone
               ? (struct call){SYS_unshare, {CLONE_SYSVSEM}}
               : (struct call){SYS_close_range, {0, ~0U}};
}

void
leave_make(struct ahead *ahead)
{
    leave_locks(ahead);
    if (ahead->from->leaves_word == 0)
        return;
    write_half(ahead, ahead->from->leaves_word, 0);
    wake(ahead, ahead->from->leaves_word);
}

void
leave_killed(struct ahead *ahead)
{
    ahead->is_killed = true;
    leave_locks(ahead);
}

/* A scout has seen another worker wait for it: it will be contended. */
static bool
is_found(const struct ahead *ahead, uint64_t address)
{
    const struct contended *found = &ahead->machine->found;
    uint64_t key = space_key(ahead->space, address);

    for (int i = 0; i < found->count; i++)
        if (found->key[i] == key)
            return true;
    return false;
}

/* Is it of a process whose end another worker may see: its parent by wait, its
 * child by getppid? If that closes files, the end comes with that step
 * (ahead.c). */
static bool
has_relatives(const struct ahead *ahead)
{
    const struct target *target = &ahead->machine->target;
    const struct worker *self = &target->worker[ahead->worker];

    if (ahead->has_closed)
        return false;
    for (int i = 0; i < target->workers; i++)
        if (target->worker[i].process == self->parent ||
            target->worker[i].parent == self->process)
            return true;
    return false;
}

void
leave_look(struct ahead *ahead, enum leave how, struct pose *pose)
{
    uint64_t head, locks[3];

    if (how == LEAVE_ON)
        return;
    pose->takes_all = read_locks(ahead, &head, locks);
    if (how == LEAVE_THREAD)
        pose->leaves_word = tid_word(ahead);
    if (pose->leaves_word != 0)
        touch_memory(
            ahead, pose->leaves_word, sizeof(uint32_t), true, true, pose);
    if (pose->kind == POSE_ENDED &&
        (pose->takes_all || pose->touched_count > 0 ||
            is_found(ahead, pose->leaves_word) || has_relatives(ahead) ||
            ahead->machine->program->inherits))
        pose->kind = POSE_LEAVE;
}

/* ---- Killed. ---- */

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

int
leave_closing(struct machine *machine, int worker,
    const struct instruction *next, int signal, bool has_undone)
{
    return intern(machine, worker, signal,
        &(struct pose){.kind = POSE_CALL,
            .next = next,
            .closes = true,
            .has_undone = has_undone,
            .call = leave_call(machine, has_undone)});
}

int
leave_ended(struct machine *machine, int worker, int signal)
{
    return intern(machine, worker, signal, &(struct pose){.kind = POSE_ENDED});
}

int
leave_after(struct machine *machine, const struct pose *from)
{
    return from->call.number == SYS_unshare
               ? leave_closing(
                     machine, from->worker, from->next, from->signal, true)
               : leave_ended(machine, from->worker, from->signal);
}
