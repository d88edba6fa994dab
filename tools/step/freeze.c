#include "freeze.h"

#include "tasks.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Other stops may come before it. */
bool
freeze_task(struct target *target, pid_t id)
{
    struct task *task = tasks_find(target, id);
    int status;

    if (task == NULL || task->frozen)
        return task != NULL;
    /* A main thread that has ended before the others never stops. */
    if (tasks_has_ended(id) ||
        syscall(SYS_tgkill, task->process, id, SIGSTOP) == -1)
        return false; /* it is gone: waitpid will report it */
    while (target_wait(target, id, &status)) {
        task = tasks_take(target, id, status);
        if (task == NULL)
            return false;
        task->frozen = status >> 16 == 0 && WSTOPSIG(status) == SIGSTOP;
        if (task->frozen)
            return true;
        tasks_go_on(task, status);
    }
    return false;
}

void
freeze_others(struct target *target)
{
    for (int i = target->tasks - 1; i >= 0; i--) {
        pid_t id = target->task[i].id;
        if (tasks_worker(target, id) == -1 &&
            (!tasks_sleeps(id) || tasks_sleeps_for_a_time(id)))
            freeze_task(target, id);
    }
}
