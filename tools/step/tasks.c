#include "tasks.h"

#include "fatal.h"
#include "layout.h"
#include "limit.h"
#include "look.h"

#include "kit/die.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A number of the task's status file (proc(5)); 0 if it is gone. */
static uint64_t
status_of(pid_t id, const char *field, int base)
{
    char line[LOOK_LINE];

    return look_line(id, "status", field, line)
               ? strtoul(line + strlen(field), NULL, base)
               : 0;
}

uint64_t
tasks_caught(pid_t id)
{
    enum { CANCEL = 32, SETXID = 33 };

    return status_of(id, "SigCgt:", 16) &
           ~(1UL << (CANCEL - 1) | 1UL << (SETXID - 1));
}

uint64_t
tasks_waiting(pid_t id)
{
    uint64_t blocked = status_of(id, "SigBlk:", 16);

    return (status_of(id, "SigPnd:", 16) | status_of(id, "ShdPnd:", 16)) &
           blocked;
}

uint64_t
tasks_ignored(pid_t id)
{
    return status_of(id, "SigIgn:", 16);
}

pid_t
tasks_parent(pid_t id)
{
    return (pid_t)status_of(id, "PPid:", 10);
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
        die(STATUS_CANNOT,
            "the program has more than %d tasks: more than step can follow",
            MAX_TASKS);
    }
    struct task *task = &target->task[target->tasks++];
    /* First its id: if we cannot look at it, we end, and all in the list are
     * killed. (Id 0 would be our own process group.) */
    *task = (struct task){.id = id, .process = id, .fresh = true};
    pid_t process = (pid_t)status_of(id, "Tgid:", 10);
    if (process != 0)
        task->process = process;
    remains_maker(&target->left, task->process);
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
    target->ended += target->workers == 0;
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
    /* A thread that becomes another program takes its process's id, and its own
     * end is not reported (ptrace(2), execve under ptrace). */
    if (event == PTRACE_EVENT_EXEC &&
        ptrace(PTRACE_GETEVENTMSG, id, NULL, &before) == 0 &&
        (pid_t)before != id)
        remove_task(target, (pid_t)before, 0);
    layout_met(id, status);
    struct task *task = tasks_find(target, id);
    if (event == PTRACE_EVENT_EXEC && id == target->main && layout_is_random())
        layout_begin(id);
    return task != NULL ? task : tasks_add(target, id);
}

bool
tasks_at_call(int status)
{
    return WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80);
}

void
tasks_let_go(const struct task *task, long signal)
{
    if (ptrace(task->tells_calls ? PTRACE_SYSCALL : PTRACE_CONT, task->id, NULL,
            signal) == -1 &&
        errno != ESRCH)
        limit_refuse("ptrace: %m: task %d cannot go on", (int)task->id);
}

void
tasks_go_on(const struct task *task, int status)
{
    long signal = WSTOPSIG(status);
    struct task *known = (struct task *)(uintptr_t)task;

    /* Events are not signals, nor is a new task's first stop. */
    if (status >> 16 != 0 || tasks_at_call(status) ||
        (known->fresh && signal == SIGSTOP)) {
        if (status >> 16 == 0)
            known->fresh = false;
        signal = 0;
    }
    tasks_let_go(task, signal);
}

int
tasks_worker(const struct target *target, pid_t id)
{
    for (int i = 0; i < target->workers; i++)
        if (target->worker[i].task == id)
            return i;
    return -1;
}

void
tasks_release(struct target *target, worker_set held)
{
    for (int i = 0; i < target->tasks; i++) {
        struct task *task = &target->task[i];
        int worker = tasks_worker(target, task->id);
        if (worker != -1 && workers_has(held, worker))
            continue;
        if (task->arrived || task->frozen ||
            (task->id == target->main && target->workers == 0))
            tasks_let_go(task, 0);
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

/* As in proc(5): 'S' sleeps, 'Z' is a zombie; 0: it is gone. */
static char
state_of(pid_t id)
{
    char line[512], state = 0;

    FILE *file = look_file(id, "stat");
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

bool
tasks_has_ended(pid_t id)
{
    return state_of(id) == 'Z';
}

/* Which argument limits the sleep: a pointer, or milliseconds. */
static const struct {
    long call;
    int argument; /* -1: always limited */
    bool points;
} limits[] = {
    {SYS_clock_nanosleep, -1, false},
    {SYS_futex, 3, true},
    {SYS_ppoll, 2, true},
    {SYS_pselect6, 4, true},
    {SYS_epoll_pwait, 3, false},
#ifdef SYS_nanosleep
    {SYS_nanosleep, -1, false},
#endif
#ifdef SYS_poll
    {SYS_poll, 2, false},
    {SYS_select, 4, true},
    {SYS_epoll_wait, 3, false},
#endif
};

/* A limited sleep is no wait for another. */
bool
tasks_sleeps_for_a_time(pid_t id)
{
    long call = -1;
    unsigned long argument[6] = {0};

    FILE *file = look_file(id, "syscall");
    if (file == NULL)
        return false;
    if (fscanf(file, "%ld %lx %lx %lx %lx %lx %lx", &call, &argument[0],
            &argument[1], &argument[2], &argument[3], &argument[4],
            &argument[5]) != 7)
        call = -1;
    fclose(file);
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
        if (limits[i].call == call) {
            unsigned long limit =
                limits[i].argument == -1 ? 1 : argument[limits[i].argument];
            return limits[i].points ? limit != 0 : (int)limit >= 0;
        }
    return false;
}

bool
tasks_all_asleep(const struct target *target, bool for_good)
{
    for (int i = 0; i < target->tasks; i++) {
        const struct task *task = &target->task[i];
        if (task->arrived || state_of(task->id) == 'Z')
            continue;
        if (!tasks_sleeps(task->id) ||
            (for_good && tasks_sleeps_for_a_time(task->id)))
            return false;
    }
    return true;
}

/* Those that do not kill by default do not matter: signal(7). */
bool
tasks_dies_of(pid_t id, int signal)
{
    return fatal_by_default(signal) &&
           ((tasks_ignored(id) | status_of(id, "SigCgt:", 16)) &
               1UL << (signal - 1)) == 0;
}

/* All are asleep at the same time if, between two looks at each, none has been
 * switched to the CPU and away again. */
bool
tasks_wait_for(const struct target *target, worker_set held, int *switches)
{
    int before = *switches, now = 0;

    *switches = -1;
    for (int i = 0; i < target->tasks; i++) {
        pid_t id = target->task[i].id;
        int worker = tasks_worker(target, id);
        if ((worker != -1 && workers_has(held, worker)) || state_of(id) == 'Z')
            continue;
        if (!tasks_sleeps(id) || tasks_sleeps_for_a_time(id))
            return false;
        now += (int)status_of(id, "voluntary_ctxt_switches:", 10);
    }
    *switches = now;
    return now == before;
}

long
tasks_used_ns(const struct target *target)
{
    long all_ns = 0;

    for (int i = 0; i < target->tasks; i++) {
        long used_ns;
        if (target->task[i].arrived)
            continue;
        FILE *file = look_file(target->task[i].id, "schedstat");
        if (file != NULL && fscanf(file, "%ld", &used_ns) == 1)
            all_ns += used_ns;
        if (file != NULL)
            fclose(file);
    }
    return all_ns;
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
