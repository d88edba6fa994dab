#include "attempt.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/* Which argument is a task's id; -1: none. */
static int
named(const struct call *call)
{
    switch (call->number) {
    case SYS_sched_getaffinity:
    case SYS_sched_setaffinity:
    case SYS_sched_getscheduler:
    case SYS_sched_setscheduler:
    case SYS_sched_getparam:
    case SYS_sched_setparam:
    case SYS_prlimit64:
        return 0;
    case SYS_getpriority:
        return call->arguments[0] == PRIO_PROCESS ? 1 : -1;
    default:
        return -1;
    }
}

bool
attempt_translates(
    const struct ahead *ahead, const struct call *call, struct call *real)
{
    const struct machine *machine = ahead->machine;
    int argument = named(call);

    *real = *call;
    for (int i = 0; argument != -1 && i < machine->target.workers; i++)
        if (machine->program->ids[i].task == (pid_t)call->arguments[argument]) {
            real->arguments[argument] =
                (uint64_t)machine->target.worker[i].task;
            return true;
        }
    return false;
}

bool
attempt_is_idle(const struct ahead *ahead, const struct call *call)
{
    return call->number == SYS_dup &&
           strcmp(ahead->from->next->entry_of, "perror") == 0;
}

long
attempt_make(const struct ahead *ahead, const struct call *call)
{
    struct call real;
    struct sched_param parameter;
    cpu_set_t cpus;

    attempt_translates(ahead, call, &real);
    pid_t task =
        (pid_t)real.arguments[0] != 0 ? (pid_t)real.arguments[0] : ahead->task;
    int policy = sched_getscheduler(task);
    if (policy == -1 || sched_getparam(task, &parameter) == -1 ||
        sched_getaffinity(task, sizeof(cpus), &cpus) == -1)
        return -errno;
    long result = ahead_make(
        ahead->machine, ahead->worker, ahead->machine->program->call_at, &real);
    sched_setscheduler(task, policy, &parameter);
    sched_setaffinity(task, sizeof(cpus), &cpus);
    return result;
}
