#include "tasks.h"

#include "kit/die.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t
process_of(pid_t id)
{
    char path[64], line[128];
    int process = id;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)id);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        if (sscanf(line, "Tgid: %d", &process) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return process;
}

struct task *
tasks_find(struct target *target, pid_t id)
{
    for (int i = 0; i < target->tasks; i++)
        if (target->task[i].id == id)
            return &target->task[i];
    return NULL;
}

struct task *
tasks_add(struct target *target, pid_t id)
{
    if (tasks_find(target, id) != NULL)
        return NULL;
    if (target->tasks == MAX_TASKS) {
        kill(id, SIGKILL);
        target_kill(target);
        die(STATUS_CANNOT,
            "the program has more than %d tasks: more than step can follow",
            MAX_TASKS);
    }
    struct task *task = &target->task[target->tasks++];
    *task = (struct task){.id = id, .process = process_of(id), .fresh = true};
    return task;
}

static void
remove_task(struct target *target, pid_t id, int status)
{
    struct task *task = tasks_find(target, id);

    if (id == target->main)
        target->main_status = status;
    if (task == NULL)
        return;
    size_t rest = (size_t)(target->task + target->tasks - (task + 1));
    memmove(task, task + 1, rest * sizeof(*task)); /* keep the order of birth */
    target->tasks--;
}

struct task *
tasks_take(struct target *target, pid_t id, int status)
{
    unsigned long child, before;

    if (!WIFSTOPPED(status)) {
        remove_task(target, id, status);
        return NULL;
    }
    int event = status >> 16;
    if ((event == PTRACE_EVENT_CLONE || event == PTRACE_EVENT_FORK ||
            event == PTRACE_EVENT_VFORK) &&
        ptrace(PTRACE_GETEVENTMSG, id, NULL, &child) == 0)
        tasks_add(target, (pid_t)child);
    /* A thread that becomes another program takes its process's id, and nobody
     * tells of an end of its own (ptrace(2), execve under ptrace). */
    if (event == PTRACE_EVENT_EXEC &&
        ptrace(PTRACE_GETEVENTMSG, id, NULL, &before) == 0 &&
        (pid_t)before != id)
        remove_task(target, (pid_t)before, 0);
    struct task *task = tasks_find(target, id);
    return task != NULL ? task : tasks_add(target, id);
}

void
tasks_go_on(const struct task *task, int status)
{
    long signal = WSTOPSIG(status);
    struct task *known = (struct task *)(uintptr_t)task;

    /* Events are no signals, nor is the stop in which each task is born. */
    if (status >> 16 != 0 || (known->fresh && signal == SIGSTOP)) {
        if (status >> 16 == 0)
            known->fresh = false;
        signal = 0;
    }
    ptrace(PTRACE_CONT, task->id, NULL, signal);
}

void
tasks_release(struct target *target)
{
    for (int i = 0; i < target->tasks; i++) {
        struct task *task = &target->task[i];
        if (task->arrived || task->frozen ||
            (task->id == target->main && target->workers == 0))
            ptrace(PTRACE_CONT, task->id, NULL, 0L);
        task->arrived = task->frozen = false;
    }
}

int
tasks_arrived(const struct target *target)
{
    int count = 0;

    for (int i = 0; i < target->tasks; i++)
        count += target->task[i].arrived;
    return count;
}

/* As proc(5) has it: 'S' sleeps, 'Z' is a zombie; 0: it is gone. */
static char
state_of(pid_t id)
{
    char path[64], line[512], state = 0;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)id);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return 0;
    if (fgets(line, sizeof(line), file) != NULL) {
        const char *end = strrchr(line, ')');
        state = end != NULL && end[1] == ' ' ? end[2] : 0;
    }
    fclose(file);
    return state;
}

bool
tasks_sleeps(pid_t id)
{
    return state_of(id) == 'S';
}

/* Who sleeps for a time is not waiting for anybody. */
static bool
sleeps_for_a_time(pid_t id)
{
    char path[64];
    long call = -1;

    snprintf(path, sizeof(path), "/proc/%d/syscall", (int)id);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    if (fscanf(file, "%ld", &call) != 1)
        call = -1;
    fclose(file);
    return call == SYS_clock_nanosleep || call == SYS_nanosleep;
}

bool
tasks_all_asleep(const struct target *target)
{
    for (int i = 0; i < target->tasks; i++) {
        const struct task *task = &target->task[i];
        if (!task->arrived &&
            (!tasks_sleeps(task->id) || sleeps_for_a_time(task->id)))
            return false;
    }
    return true;
}

static bool
is_worker(const struct target *target, pid_t id)
{
    for (int i = 0; i < target->workers; i++)
        if (target->worker[i].task == id)
            return true;
    return false;
}

/* The stop may come behind others that were on their way. */
void
tasks_stop(struct target *target, pid_t id)
{
    const struct task *stopped = tasks_find(target, id);
    int status;

    /* A main thread that ended before the others is a zombie: it never stops.
     */
    if (stopped == NULL || stopped->frozen || state_of(id) == 'Z' ||
        syscall(SYS_tgkill, stopped->process, id, SIGSTOP) == -1)
        return; /* or it is gone: waitpid will tell */
    while (waitpid(id, &status, __WALL) == id) {
        struct task *task = tasks_take(target, id, status);
        if (task == NULL)
            return;
        task->frozen = status >> 16 == 0 && WSTOPSIG(status) == SIGSTOP;
        if (task->frozen)
            return;
        tasks_go_on(task, status);
    }
}

void
tasks_freeze(struct target *target)
{
    for (int i = target->tasks - 1; i >= 0; i--) {
        pid_t id = target->task[i].id;
        if (!is_worker(target, id) &&
            (!tasks_sleeps(id) || sleeps_for_a_time(id)))
            tasks_stop(target, id);
    }
}

bool
tasks_read_blocked(pid_t id, uint64_t *blocked)
{
    return ptrace(PTRACE_GETSIGMASK, id, sizeof(*blocked), blocked) == 0;
}

bool
tasks_write_blocked(pid_t id, uint64_t blocked)
{
    return ptrace(PTRACE_SETSIGMASK, id, sizeof(blocked), &blocked) == 0;
}
