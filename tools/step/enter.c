#include "enter.h"

#include "guest_calls.h"
#include "layout.h"
#include "limit.h"
#include "look.h"
#include "schedule.h"
#include "single.h"
#include "tasks.h"
#include "touch.h"
#include "where.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* True when the task has stopped after its call, false when it sleeps. A woken
 * task is not asleep from that moment on (the waker sees to it), so the answer
 * does not depend on time. */
static bool
await_return(struct machine *machine, int worker)
{
    pid_t task = machine->target.worker[worker].task;
    int status, looks = 0;

    for (;;) {
        pid_t id = waitpid(task, &status, __WALL | WNOHANG);
        if (id == task && layout_met(task, status)) {
            if (ptrace(PTRACE_SINGLESTEP, task, NULL, NULL) == -1)
                limit_lost(worker);
            continue;
        }
        if (id == task && WIFSTOPPED(status)) {
            machine->stop_status[worker] = status;
            return true;
        }
        if (id != 0)
            limit_lost(worker);
        looks = tasks_sleeps(task) ? looks + 1 : 0;
        if (looks > 1)
            return false;
        if (looks > 0)
            target_nap(&machine->target);
        else
            target_obey(&machine->target);
    }
}

/* The file, if it has a name. */
static bool
name_file(pid_t task, uint64_t descriptor, char name[PATH_MAX])
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)task, (int)descriptor);
    ssize_t bytes = readlink(path, name, PATH_MAX - 1);
    name[bytes > 0 ? bytes : 0] = '\0';
    return *name == '/';
}

static bool
is_mapped(const struct space *space, const char *file)
{
    char line[PATH_MAX + 128], flags[8] = "";
    bool found = false;

    FILE *maps =
        space_shared(space) > 0 ? look_file(space->task, "maps") : NULL;
    while (!found && maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
        const char *name = strchr(line, '/');
        line[strcspn(line, "\n")] = '\0';
        found = name != NULL && strcmp(name, file) == 0 &&
                sscanf(line, "%*s %7s", flags) == 1 && flags[3] == 's';
    }
    if (maps != NULL)
        fclose(maps);
    return found;
}

/* What a call reads or writes by a descriptor is no word to us: it must not be
 * in shared memory as well. */
static void
refuse_mapped(const struct ahead *ahead, const struct call *call)
{
    static const long by_descriptor[] = {
        SYS_read, SYS_pread64, SYS_write, SYS_writev, SYS_pwrite64};

    const struct machine *machine = ahead->machine;
    char file[PATH_MAX];
    size_t i = 0, count = sizeof(by_descriptor) / sizeof(by_descriptor[0]);

    while (i < count && call->number != by_descriptor[i])
        i++;
    if (i == count || !name_file(ahead->task, call->arguments[0], file))
        return;
    for (int space = 0; space < machine->spaces; space++)
        if (is_mapped(&machine->space[space], file))
            where_refuse(ahead, "read or write on a file that is mapped");
}

/* The file that a call names; empty if nobody can read its name. */
static void
read_path(const struct ahead *ahead, const struct call *call, char *path)
{
    int argument, folder, length = 0;

    guest_call_path(call, &argument, &folder);
    while (
        length < PATH_MAX - 1 &&
        target_peek(ahead->task, call->arguments[argument] + (uint64_t)length,
            &path[length], 1) &&
        path[length] != '\0')
        length++;
    path[length] = '\0';
}

/* /proc has a folder for each task, by its id. But the workers' ids are those
 * of the first start (ids.h): later there is none by that name, or somebody
 * else's. */
static void
refuse_by_id(const struct ahead *ahead, const struct call *call)
{
    const struct machine *machine = ahead->machine;
    char path[PATH_MAX];
    int id;

    if (guest_call(call, 0) != GUEST_LOOKS)
        return;
    read_path(ahead, call, path);
    if (sscanf(path, "/proc/%d", &id) != 1 &&
        sscanf(path, "/proc/self/task/%d", &id) != 1)
        return;
    for (int i = 0; i < machine->target.workers; i++)
        if (machine->program->ids[i].task == id)
            limit_refuse("worker %s looks for %s%s: the ids that step tells it "
                         "are not in /proc (but /proc/self is)",
                schedule_name(ahead->worker), path,
                where_line(where_in_program(ahead)));
}

/* What it writes to a file that has a name, another program could see. */
static void
note_change(const struct ahead *ahead, const struct call *call)
{
    char path[64];
    struct stat about;

    if (call->number != SYS_write && call->number != SYS_writev)
        return;
    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)ahead->task,
        (int)call->arguments[0]);
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_nlink > 0)
        guest_beside_changes(true);
}

bool
enter_call(struct machine *machine, int worker)
{
    const struct pose *pose = machine_pose(machine, machine->at[worker]);
    struct pose ignored = {0};
    struct ahead ahead;

    ahead_begin(&ahead, machine, pose);
    touch_written(&ahead, &pose->call, &ignored);
    free(ignored.touched);
    free(ahead.fresh);
    free(ahead.met);
    if (machine->stale)
        return true;
    refuse_mapped(&ahead, &pose->call);
    refuse_by_id(&ahead, &pose->call);
    note_change(&ahead, &pose->call);
    if (pose->closes) { /* instead of its next call */
        arch_prepare_call(
            &ahead.registers, arch_pc(&ahead.registers), &pose->call);
        arch_write(ahead.task, &ahead.registers);
    }
    if (ptrace(PTRACE_SINGLESTEP, ahead.task, NULL, NULL) == -1)
        limit_lost(worker);
    machine->instructions++;
    return await_return(machine, worker);
}

/* Any signal would do: it is not delivered. The single step that the call was
 * ends first; if the stop after that were left for later, it would be taken for
 * the end of the worker's next call. */
void
enter_leave(struct machine *machine, int worker)
{
    const struct worker *self = &machine->target.worker[worker];
    const struct pose *pose = machine_pose(machine, machine->at[worker]);
    int status;

    if (syscall(SYS_tgkill, self->process, self->task, SIGSTOP) == -1 ||
        !target_wait(&machine->target, self->task, &status))
        limit_lost(worker);
    while (WIFSTOPPED(status) && WSTOPSIG(status) != SIGSTOP)
        if (ptrace(PTRACE_SINGLESTEP, self->task, NULL, NULL) == -1 ||
            !target_wait(&machine->target, self->task, &status))
            limit_lost(worker);
    if (!WIFSTOPPED(status) || !arch_write(self->task, &pose->registers))
        limit_lost(worker);
}

bool
enter_has_returned(struct machine *machine, int worker)
{
    return await_return(machine, worker);
}

bool
enter_returned(struct ahead *ahead)
{
    struct note note = {.what = ahead->from->next, .has_after = true};
    struct pose ignored = {0};
    int signal = WSTOPSIG(ahead->machine->stop_status[ahead->worker]);

    touch_written(ahead, &ahead->from->call, &ignored);
    free(ignored.touched);
    if (signal != SIGTRAP && single_kills(ahead, signal))
        ahead->signal = signal;
    note.after = (uint64_t)arch_call_result(&ahead->registers);
    touch_note(ahead, &note);
    ahead->returns = !ahead->from->closes && ahead->machine->program->sent != 0;
    if (ahead->from->closes) {
        if (ahead->from->call.number == SYS_unshare && note.after != 0)
            limit_refuse("unshare(2) is refused, by which a process that ends "
                         "undoes what it did with SEM_UNDO");
        ahead->has_undone = true;
        ahead->has_closed |= ahead->from->call.number == SYS_close_range;
        ahead->registers = ahead->from->registers;
        arch_write(ahead->task, &ahead->registers);
    }
    return ahead->signal == 0;
}
