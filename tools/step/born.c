#include "born.h"

#include "clone.h"
#include "limit.h"
#include "place.h"
#include "touch.h"

#include <sched.h>
#include <stdlib.h>

/* The flags of pthread_create, in glibc and musl. */
enum {
    NEEDED = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
             CLONE_SETTLS
};

static void
write_id(struct ahead *ahead, uint64_t address, long id)
{
    struct pose ignored = {0};
    int word = (int)id;

    touch_memory(ahead, address, sizeof(word), false, true, &ignored);
    free(ignored.touched);
    if (!target_poke(ahead->task, address, &word, sizeof(word)))
        limit_lost(ahead->worker);
}

struct pose
born_pose(const struct ahead *ahead, int child)
{
    const struct pose *from = ahead->from;
    struct pose pose = {.worker = child,
        .kind = POSE_UNBORN,
        .registers = from->registers,
        .blocked = from->blocked,
        .vector_bytes = from->vector_bytes,
        .vectors = store_copy(from->vectors, from->vector_bytes),
        .kept = {.is_known = true, .blocks_trap = ahead->kept.blocks_trap}};

    arch_return_from_call(&pose.registers, 0);
    return pose;
}

int
born_begin(struct ahead *ahead, struct pose *pose, uint64_t id_at, long id)
{
    struct machine *machine = ahead->machine;
    int child = pose->worker, number = poses_intern(&machine->poses, pose);
    struct ahead newborn;

    place_worker(machine, child, number);
    ahead_begin(&newborn, machine, machine_pose(machine, number));
    if (!machine->every_instruction) /* then no call is one step */
        newborn.place = (struct place_of_call){
            .kind = PLACE_CALL, .sp = UINT64_MAX, .function = "begins"};
    if (id_at != 0)
        write_id(&newborn, id_at, id);
    int begin = ahead_run(&newborn, true);
    machine->at[child] = begin;
    free(newborn.note);
    free(newborn.met);
    ahead->made++;
    return begin;
}

/* On AArch64 such a thread has been seen to wait for ever where none does. */
static bool
is_followed(void)
{
#ifdef __aarch64__
    return false;
#else
    return true;
#endif
}

int
born_make(struct ahead *ahead, long id, int child, uint64_t id_at[2])
{
    const struct machine *machine = ahead->machine;
    struct clone_args arguments;

    if (!clone_arguments(ahead, &ahead->from->call, &arguments) ||
        !is_followed() || (arguments.flags & NEEDED) != NEEDED ||
        machine->space_of[child] != machine->space_of[ahead->worker])
        clone_refuse(ahead, (arguments.flags & CLONE_THREAD) != 0);
    if ((arguments.flags & CLONE_PARENT_SETTID) != 0)
        write_id(ahead, id_at[0] = arguments.parent_tid, id);
    if ((arguments.flags & CLONE_CHILD_SETTID) != 0)
        write_id(ahead, id_at[1] = arguments.child_tid, id);
    struct pose pose = born_pose(ahead, child);
    pose.kept.stack = arguments.stack + arguments.stack_size;
    arch_begin_thread(&pose.registers, pose.kept.stack, arguments.tls);
    if ((arguments.flags & CLONE_CHILD_CLEARTID) != 0)
        pose.kept.tid_word = arguments.child_tid;
    return born_begin(ahead, &pose, 0, 0);
}
