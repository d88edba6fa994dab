#define _GNU_SOURCE /* CLONE_THREAD */

#include "born.h"

#include "limit.h"
#include "schedule.h"
#include "tasks.h"
#include "touch.h"
#include "variables.h"

#include <linux/sched.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

/* The flags of pthread_create, in glibc and musl. */
enum {
    NEEDED = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
             CLONE_SETTLS
};

/* clone(2): on other machines its last two arguments are in reverse order. */
static bool
read_arguments(const struct ahead *ahead, const struct call *call,
    struct clone_args *arguments)
{
    const uint64_t *given = call->arguments;
    size_t bytes =
        given[1] < sizeof(*arguments) ? given[1] : sizeof(*arguments);

    memset(arguments, 0, sizeof(*arguments));
    if (call->number == SYS_clone3)
        return target_peek(ahead->task, given[0], arguments, bytes);
#ifdef __x86_64__
    enum { CHILD_TID = 3, TLS };
#else
    enum { TLS = 3, CHILD_TID };
#endif
    *arguments = (struct clone_args){.flags = given[0],
        .stack = given[1],
        .parent_tid = given[2],
        .child_tid = given[CHILD_TID],
        .tls = given[TLS]};
    return true;
}

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

/* The new one returns 0 from the same call, with its own stack. */
static void
place(const struct ahead *ahead, const struct clone_args *arguments, int child)
{
    static struct vectors vectors;
    pid_t task = ahead->machine->target.worker[child].task;
    struct registers registers = ahead->registers;
    uint64_t blocked;

    arch_return_from_call(&registers, 0);
    arch_begin_thread(
        &registers, arguments->stack + arguments->stack_size, arguments->tls);
    if (!arch_read_vectors(ahead->task, &vectors) ||
        !tasks_read_blocked(ahead->task, &blocked) ||
        !arch_write_vectors(task, vectors.image, vectors.bytes) ||
        !tasks_write_blocked(task, blocked) || !arch_write(task, &registers))
        limit_lost(child);
}

static _Noreturn void
refuse(const struct ahead *ahead, bool is_thread)
{
    const struct worker *self = &ahead->machine->target.worker[ahead->worker];
    char line[64];

    symbols_line(
        variables_place(self->process, self->task), line, sizeof(line));
    limit_refuse("%s makes a %s when others are at work already, which is not "
                 "followed%s%s",
        schedule_name(ahead->worker),
        is_thread ? "thread of its own process" : "process",
        *line != '\0' ? ": " : "", line);
}

int
born_make(struct ahead *ahead, long id, int child, uint64_t id_at[2])
{
    struct machine *machine = ahead->machine;
    const struct call *call = &ahead->from->call;
    struct clone_args arguments;
    struct pose unborn = {.worker = child};
    struct ahead newborn;

    if (!read_arguments(ahead, call, &arguments) ||
        (arguments.flags & NEEDED) != NEEDED ||
        machine->space_of[child] != machine->space_of[ahead->worker])
        refuse(ahead, (arguments.flags & CLONE_THREAD) != 0);
    if ((arguments.flags & CLONE_PARENT_SETTID) != 0)
        write_id(ahead, id_at[0] = arguments.parent_tid, id);
    if ((arguments.flags & CLONE_CHILD_SETTID) != 0)
        write_id(ahead, id_at[1] = arguments.child_tid, id);
    ahead->made++;
    place(ahead, &arguments, child);
    ahead_begin(&newborn, machine, &unborn);
    newborn.place = (struct place_of_call){
        .kind = PLACE_CALL, .sp = UINT64_MAX, .function = "begins"};
    newborn.kept.is_known = true;
    newborn.kept.stack = arguments.stack + arguments.stack_size;
    if ((arguments.flags & CLONE_CHILD_CLEARTID) != 0)
        newborn.kept.tid_word = arguments.child_tid;
    int begin = ahead_run(&newborn, true);
    machine->at[child] = begin;
    free(newborn.note);
    return begin;
}
