#define _GNU_SOURCE /* sched_setaffinity */

#include "attempt.h"

#include <errno.h>
#include <sched.h>

/* The task with that id, as the workers see it; 0 is the caller. */
static pid_t
task_of(const struct ahead *ahead, pid_t id)
{
    const struct machine *machine = ahead->machine;

    for (int i = 0; i < machine->target.workers; i++)
        if (machine->program->ids[i].task == id)
            return machine->target.worker[i].task;
    return id == 0 ? ahead->task : -1;
}

long
attempt_make(const struct ahead *ahead, const struct call *call)
{
    const struct machine *machine = ahead->machine;
    pid_t task = task_of(ahead, (pid_t)call->arguments[0]);
    struct call real = *call;
    struct sched_param parameter;
    cpu_set_t cpus;

    if (task == -1)
        return -ESRCH;
    int policy = sched_getscheduler(task);
    if (policy == -1 || sched_getparam(task, &parameter) == -1 ||
        sched_getaffinity(task, sizeof(cpus), &cpus) == -1)
        return -errno;
    real.arguments[0] = (uint64_t)task;
    long result = ahead_make(
        ahead->machine, ahead->worker, machine->program->call_at, &real);
    sched_setscheduler(task, policy, &parameter);
    sched_setaffinity(task, sizeof(cpus), &cpus);
    return result;
}
