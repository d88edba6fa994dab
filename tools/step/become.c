#include "become.h"

#include "guest.h"
#include "leave.h"
#include "limit.h"
#include "place.h"
#include "schedule.h"
#include "tasks.h"
#include "touch.h"
#include "where.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

void
become_kill(const struct pose *pose)
{
    if (pose->guest != 0 && guest_next(pose->guest)->by_child)
        become_refuse(pose, "is killed beside a process that it has made");
}

/* ---- execve. ---- */

/* The worker itself. */
static struct heir
heir_of(const struct machine *machine, const struct pose *pose)
{
    pid_t task = machine->target.worker[pose->worker].task;

    return (struct heir){pose->worker, pose->blocked, tasks_ignored(task)};
}

long
become_make(struct ahead *ahead, long guest)
{
    const struct heir heir = heir_of(ahead->machine, ahead->from);

    if (guest == 0)
        guest = become_begin(ahead, &heir);
    if (guest < 0)
        return guest;
    ahead->guest = (int)guest;
    return 0;
}

long
become_inherit(struct machine *machine, int number, const struct heir *heir)
{
    uint64_t others = become_descriptors(machine, heir->worker, true);
    struct ahead ahead;

    ahead_begin(&ahead, machine, machine_pose(machine, number));
    long guest = become_begin(&ahead, heir);
    free(ahead.met);
    free(ahead.fresh);
    for (uint64_t i = 0; guest > 0 && i < GUEST_DESCRIPTORS; i++)
        if ((others & 1UL << i) != 0)
            ahead_make(machine, heir->worker, machine->program->call_at,
                &(struct call){SYS_close, {i}});
    return guest;
}

long
become_part(struct machine *machine, int number)
{
    const struct heir heir = heir_of(machine, machine_pose(machine, number));

    return become_inherit(machine, number, &heir);
}

/* ---- What it does. ---- */

/* Where the worker's task has what it reads and writes: nobody else needs that
 * memory any more. */
static uint64_t
buffer_of(const struct ahead *ahead)
{
    const struct registers *first =
        &ahead->machine->first[ahead->worker].registers;
    const struct mapping *stack = space_mapping(ahead->space, arch_sp(first));

    bool has_room =
        stack != NULL && stack->high - stack->low >= 2 * (uint64_t)GUEST_BYTES;
    uint64_t end = has_room ? stack->high : 0;

    if (end == 0)
        limit_lost(ahead->worker);
    return end - 2 * (uint64_t)GUEST_BYTES;
}

static int
answered(struct ahead *ahead)
{
    long result = arch_call_result(&ahead->registers);
    const struct guest_next *call = guest_next(ahead->from->guest);
    char data[GUEST_BYTES];
    size_t bytes = call->number == SYS_read && result > 0 ? (size_t)result : 0;

    if (!target_peek(ahead->task, buffer_of(ahead), data, bytes))
        limit_lost(ahead->worker);
    return guest_answer(ahead->from->guest, result, data, bytes);
}

/* Is its call refused by a pipe without a reader, and would it do something of
 * its own then? */
static void
check_pipe(const struct ahead *ahead, bool alive)
{
    const struct guest_next *call = guest_next(ahead->from->guest);
    long result = arch_call_result(&ahead->registers);
    bool is_broken = alive ? result == -EPIPE : ahead->signal == SIGPIPE;

    if (is_broken && (call->at_pipe || call->by_child))
        become_refuse(ahead->from, "nobody reads any more what that, or a "
                                   "process that it has made, writes");
}

static int
by_key(const void *left, const void *right)
{
    const struct word *a = left, *b = right;

    return a->key < b->key ? -1 : a->key > b->key;
}

/* What it writes becomes the words of its own; all others are as they were. */
static void
fill(struct ahead *ahead, const struct guest_next *next, struct pose *pose)
{
    uint64_t buffer = buffer_of(ahead);
    struct pose met = {0};

    for (size_t i = 0; i < ahead->fresh_count; i++) {
        const uint64_t key = ahead->fresh[i];
        const struct word word = {
            key, words_at(&ahead->machine->words, key)->origin};
        if (!space_store(ahead->space, &word, 1))
            place_lose();
    }
    ahead->fresh_count = 0;
    if (next->number != SYS_write)
        return;
    touch_memory(ahead, buffer, next->bytes, false, true, &met);
    free(met.touched);
    if (met.touched_count > 0)
        become_refuse(ahead->from, "others write where its stack was");
    pose->own = store_new((ahead->fresh_count + 1) * sizeof(*pose->own));
    for (size_t i = 0; i < ahead->fresh_count; i++) {
        uint64_t key = ahead->fresh[i];
        size_t at = space_address(ahead->space, key) - buffer;
        struct word word = {key, words_at(&ahead->machine->words, key)->origin};
        size_t left = next->bytes - at;
        memcpy(&word.value, next->data + at,
            left < WORD_BYTES ? left : WORD_BYTES);
        pose->own[pose->own_count++] = word;
    }
    if (pose->own_count > 0)
        qsort(pose->own, pose->own_count, sizeof(*pose->own), by_key);
}

/* A process that ends gives back what it has: a step of its own (leave.h). */
static void
end(const struct ahead *ahead, int status, struct pose *pose)
{
    const struct machine *machine = ahead->machine;

    if (WIFSIGNALED(status) &&
        machine->space_of[ahead->worker] == machine->space_of[0])
        become_refuse(ahead->from, "that is killed by a signal");
    pose->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    pose->exit_status = WIFSIGNALED(status) ? 0 : WEXITSTATUS(status);
    pose->call = (struct call){.number = SYS_exit_group};
    pose->kind = POSE_LEAVE;
    if (!machine->program->has_descriptors)
        return;
    pose->kind = POSE_CALL;
    pose->closes = true;
    pose->call = leave_call(machine, false);
}

int
become_next(struct ahead *ahead, bool alive)
{
    const struct pose *from = ahead->from;
    struct machine *machine = ahead->machine;
    struct pose pose = {.worker = ahead->worker,
        .kind = POSE_CALL,
        .registers = machine->first[ahead->worker].registers,
        .blocked = machine->first[ahead->worker].blocked,
        .next = from->next,
        .made = ahead->made,
        .mapped = ahead->mapped,
        .kept = {.is_known = true}};
    struct guest_next over = {.ended = true, .status = ahead->signal};
    const struct guest_next *next = &over;

    if (from->closes) {
        pose.kind = POSE_ENDED;
        pose.exit_status = from->exit_status;
    } else {
        if (from->guest != 0)
            check_pipe(ahead, alive);
        if (alive) {
            pose.guest = from->guest == 0 ? ahead->guest : answered(ahead);
            next = guest_next(pose.guest);
        }
        pose.call = (struct call){next->number,
            {(uint64_t)next->descriptor, buffer_of(ahead), next->bytes}};
        fill(ahead, next, &pose);
        if (next->ended)
            end(ahead, next->status, &pose);
    }
    free(ahead->fresh);
    arch_prepare_call(&pose.registers, machine->program->call_at, &pose.call);
    int number = poses_intern(&machine->poses, &pose);
    place_worker(machine, ahead->worker, number);
    return number;
}

int
become_born(const struct ahead *parent, int child, int guest)
{
    const struct pose unborn = {
        .worker = child, .kind = POSE_UNBORN, .next = parent->from->next};
    struct ahead ahead;

    ahead_begin(&ahead, parent->machine, &unborn);
    ahead.guest = guest;
    return become_next(&ahead, true);
}
