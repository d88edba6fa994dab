#include "spare.h"

#include "limit.h"
#include "tasks.h"

#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

int
spare_for(struct program *program, const struct spare *spare)
{
    int first = 1 + program->births, i = 0;

    while (
        i < program->spare && (program->spare_of[i].worker != spare->worker ||
                                  program->spare_of[i].n != spare->n ||
                                  program->spare_of[i].forks != spare->forks))
        i++;
    if (first + i == MAX_WORKERS)
        limit_refuse("more than %d tasks: ask for fewer", MAX_WORKERS);
    if (i == program->spare)
        program->spare_of[program->spare++] = *spare;
    return first + i;
}

const struct spare *
spare_of(const struct program *program, int worker)
{
    int number = worker - 1 - program->births;

    return program->births > 0 && number >= 0 ? &program->spare_of[number]
                                              : NULL;
}

int
spare_ancestor(const struct program *program, int worker)
{
    const struct spare *spare;

    while ((spare = spare_of(program, worker)) != NULL)
        worker = spare->worker;
    return worker;
}

bool
spare_is_late(const struct program *program, int worker)
{
    const struct spare *spare;

    while ((spare = spare_of(program, worker)) != NULL && !spare->forks)
        worker = spare->worker;
    return spare != NULL;
}

/* The n-th worker: they are not listed yet. */
static pid_t
arrived(const struct target *target, int worker)
{
    const struct task *task = target->task;

    while (!task->arrived || worker-- > 0)
        task++;
    return task->id;
}

static int
step(struct target *target, pid_t maker)
{
    int status;

    if (ptrace(PTRACE_SINGLESTEP, maker, NULL, 0L) == -1 ||
        !target_wait(target, maker, &status))
        limit_refuse("ptrace: %m: no task for a worker that is made later");
    return status;
}

/* The event comes before the call returns. */
static void
make(struct target *target, pid_t maker)
{
    unsigned long id;
    int status = step(target, maker);

    if (status >> 16 == 0 ||
        ptrace(PTRACE_GETEVENTMSG, maker, NULL, &id) == -1 ||
        target_news(target, maker, status) == NULL)
        limit_refuse("the kernel makes no more tasks for the program");
    if (!target_wait(target, (pid_t)id, &status) ||
        target_news(target, (pid_t)id, status) == NULL)
        limit_refuse("a task of the program was killed");
    struct task *task = tasks_find(target, (pid_t)id);
    task->fresh = false;
    task->arrived = true;
    step(target, maker);
}

void
spare_make(struct target *target, const struct program *program)
{
    const struct spare *spare = &program->spare_of[target->spare];
    int shares = spare_is_late(program, spare->worker) ? 0 : CLONE_FILES;
    const struct call call = {SYS_clone,
        {spare->forks ? (uint64_t)(SIGCHLD | shares)
                      : CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
                            CLONE_THREAD | CLONE_SYSVSEM}};
    struct registers saved, registers;
    pid_t maker = spare->forks
                      ? arrived(target, spare_ancestor(program, spare->worker))
                      : target->main;

    if (!arch_read(maker, &saved))
        limit_refuse("ptrace: %m: worker %d cannot go on", spare->worker);
    registers = saved;
    arch_prepare_call(&registers, program->call_at, &call);
    if (!arch_write(maker, &registers))
        limit_refuse("ptrace: %m: worker %d cannot go on", spare->worker);
    make(target, maker);
    if (!arch_write(maker, &saved))
        limit_refuse("ptrace: %m: worker %d cannot go on", spare->worker);
    target->spare++;
}

void
spare_adopt(struct target *target, const struct program *program)
{
    for (int i = 0; i < target->workers; i++) {
        const struct spare *spare = spare_of(program, i);
        if (spare != NULL && spare->forks)
            target->worker[i].parent = target->worker[spare->worker].process;
    }
}
