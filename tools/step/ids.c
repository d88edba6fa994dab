#include "ids.h"

#include "arch.h"
#include "spare.h"

#include "kit/die.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A process as it is in this start, by its id in the first one. */
static pid_t
known(const struct target *target, const struct program *program, pid_t process)
{
    for (int i = 0; i < target->workers; i++)
        if (target->worker[i].process == process)
            return program->ids[i].process;
    return process; /* none of ours */
}

void
ids_learn(const struct target *target, struct program *program)
{
    for (int i = program->workers; i < target->workers; i++) {
        const struct worker *worker = &target->worker[i];
        program->ids[i] =
            (struct ids){.task = worker->task, .process = worker->process};
        program->ids[i].process = known(target, program, worker->process);
        program->ids[i].parent = known(target, program, worker->parent);
        program->ids[i].group =
            known(target, program, getpgid(worker->process));
        program->ids[i].session =
            known(target, program, getsid(worker->process));
    }
    program->workers = target->workers;
}

/* How far the C library's word for a thread's id may be from the thread
 * pointer: above it (x86-64), or below (AArch64). */
enum { ID_REACH = 2048, PAGE = 4096 };

/* Page by page: the mapping may begin or end there. */
static void
read_around(const struct worker *worker, int words[2 * ID_REACH / sizeof(int)])
{
    struct registers registers;
    uint64_t bytes;

    memset(words, 0, 2 * ID_REACH);
    if (!arch_read(worker->task, &registers))
        return;
    uint64_t first = arch_thread_pointer(&registers) - ID_REACH;
    for (uint64_t at = 0; at < 2 * ID_REACH; at += bytes) {
        uint64_t in_page = PAGE - (first + at) % PAGE;
        bytes = at + in_page < 2 * ID_REACH ? in_page : 2 * ID_REACH - at;
        target_peek(worker->task, first + at, (char *)words + at, bytes);
    }
}

/* Where each worker has its id: the same distance for all. Main has that of the
 * first start (answer.h). 0: none. */
static long
find_id(const struct target *target, const struct program *program)
{
    static int around[MAX_WORKERS][2 * ID_REACH / sizeof(int)];
    int words = 2 * ID_REACH / (int)sizeof(int);
    int made = target->workers - target->spare;

    for (int i = 0; i < made; i++)
        read_around(&target->worker[i], around[i]);
    for (int at = 0; at < words; at++) {
        int agreed =
            program->births > 0 && around[0][at] == program->ids[0].task;
        while (
            agreed < made && around[agreed][at] == target->worker[agreed].task)
            agreed++;
        if (agreed == made)
            return at * (long)sizeof(int) - ID_REACH;
    }
    return 0;
}

void
ids_keep(const struct target *target, const struct program *program)
{
    long distance = target->workers > 1 ? find_id(target, program) : 0;

    for (int i = 0; i < target->workers && distance != 0; i++) {
        const struct worker *worker = &target->worker[i];
        const struct spare *spare = spare_of(program, i);
        const struct ids *ids = &program->ids[spare_ancestor(program, i)];
        struct registers registers;
        if (spare != NULL && !spare->forks)
            continue;
        if (!arch_read(worker->task, &registers) ||
            !target_poke(worker->task,
                arch_thread_pointer(&registers) + (uint64_t)distance,
                &ids->task, sizeof(int)))
            die(STATUS_CANNOT, "worker %d: %m: its id cannot be kept", i);
    }
}

bool
ids_names(const struct call *call)
{
    return call->number == SYS_getpid || call->number == SYS_gettid ||
           call->number == SYS_getppid;
}

bool
ids_can_tell(const struct program *program, int worker, const struct call *call)
{
    pid_t about = (pid_t)call->arguments[0];

    return (call->number != SYS_getpgid && call->number != SYS_getsid) ||
           about == 0 || about == program->ids[worker].process;
}

long
ids_tell(const struct program *program, int worker, const struct call *call)
{
    const struct ids *ids = &program->ids[worker];

    switch (call->number) {
    case SYS_gettid:
        return ids->task;
    case SYS_getpid:
        return ids->process;
    case SYS_getppid:
        return ids->parent;
    case SYS_getsid:
        return ids->session;
    default: /* getpgrp, getpgid */
        return ids->group;
    }
}
