#include "target.h"

#include "arch.h"
#include "births.h"
#include "death.h"
#include "entered.h"
#include "freeze.h"
#include "ids.h"
#include "limit.h"
#include "look.h"
#include "names.h"
#include "spare.h"
#include "spawn.h"
#include "tasks.h"
#include "written.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { START_WORK = 3000 }; /* limit.h */

/* ---- What is learned of a program, the first time. ---- */

/* By now its libraries and the workers' shared memory are there. */
static void
learn_names(struct target *target)
{
    const struct worker *first = &target->worker[0];
    bool has_main =
        first->process == target->main && first->task != target->main;

    symbols_report(first->task);
    names_begin(first->task);
    names_add_task(first->task);
    if (has_main && freeze_task(target, target->main))
        names_add_task(target->main);
    names_finish();
}

/* A worker is named after its function, and its process if that is another;
 * main may have called another by then. */
static void
learn_functions(const struct target *target, struct program *program)
{
    for (int i = 0; i < target->workers; i++) {
        const struct worker *worker = &target->worker[i];
        struct registers registers = {0};
        char name[RUNS_BYTES - sizeof(" (child)")] = "main";
        if (i > 0 || program->births == 0) {
            if (!arch_read(worker->task, &registers) ||
                !symbols_is_openmp(arch_pc(&registers)))
                written_name(arch_pc(&registers), name, sizeof(name));
            else
                strcpy(name, "OpenMP");
        }
        snprintf(program->runs[i], RUNS_BYTES, "%s%s", name,
            worker->process != target->main ? " (child)" : "");
    }
}

static bool
leads_to(pid_t process, int descriptor, const char *where)
{
    char path[64], link[64] = "";

    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)process, descriptor);
    return readlink(path, link, sizeof(link) - 1) > 0 &&
           strncmp(link, where, strlen(where)) == 0;
}

/* Are they as given to the program? */
static bool
is_ours(pid_t process, int descriptor)
{
    return leads_to(process, descriptor, "/dev/null") ||
           leads_to(process, descriptor, "/memfd:stdin") ||
           leads_to(process, descriptor, "/memfd:output") ||
           leads_to(process, descriptor, "/memfd:errors");
}

static bool
is_locked(pid_t process, int descriptor)
{
    char name[32], line[LOOK_LINE];

    snprintf(name, sizeof(name), "fdinfo/%d", descriptor);
    return look_line(process, name, "lock:", line);
}

/* We were started with it, and keep it open: nobody can tell when the process
 * closes it. */
static bool
is_inherited(int descriptor, const struct stat *about)
{
    struct stat ours;

    return fstat(descriptor, &ours) == 0 && ours.st_dev == about->st_dev &&
           ours.st_ino == about->st_ino;
}

/* What others can tell when a process closes a descriptor, or keeps it open. */
enum notice {
    NOTICE_NEVER,
    NOTICE_CLOSED,
    NOTICE_KEPT /* the other end of a pipe or socket; a lock */
};

static enum notice
notice_of(pid_t process, int descriptor)
{
    char path[64];
    struct stat about;

    if (is_ours(process, descriptor))
        return NOTICE_NEVER;
    if (is_locked(process, descriptor))
        return NOTICE_KEPT;
    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)process, descriptor);
    if (stat(path, &about) == -1)
        return NOTICE_CLOSED;
    if (is_inherited(descriptor, &about))
        return NOTICE_NEVER;
    return S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode) ? NOTICE_KEPT
                                                              : NOTICE_CLOSED;
}

static bool
has_descriptors(const struct target *target, struct program *program)
{
    bool is_redirected = false, has_more = false;

    for (int i = 0; i < target->workers; i++) {
        pid_t process = target->worker[i].process;
        is_redirected |= !leads_to(process, STDOUT_FILENO, "/memfd:output") ||
                         !leads_to(process, STDERR_FILENO, "/memfd:errors");
        DIR *folder = look_folder(process, "fd");
        if (folder == NULL)
            continue;
        for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            int number = atoi(entry->d_name);
            if (leads_to(process, number, "anon_inode:[signalfd]"))
                limit_refuse("%s has a signalfd(2), which looks into the "
                             "kernel: signals that wait do so in step",
                    program->argv[0]);
            enum notice notice = entry->d_name[0] == '.'
                                     ? NOTICE_NEVER
                                     : notice_of(process, number);
            if (notice == NOTICE_NEVER)
                continue;
            has_more = true;
            program->has_ends |= notice == NOTICE_KEPT;
        }
        closedir(folder);
    }
    calls_redirected(is_redirected);
    return has_more;
}

static bool
has_own_ipc(pid_t main)
{
    char path[64], ours[64] = "", theirs[64] = "";

    snprintf(path, sizeof(path), "/proc/%d/ns/ipc", (int)main);
    return readlink("/proc/self/ns/ipc", ours, sizeof(ours) - 1) > 0 &&
           readlink(path, theirs, sizeof(theirs) - 1) > 0 &&
           strcmp(ours, theirs) != 0;
}

static void
check_signals(const struct target *target, const struct program *program)
{
    for (int i = 0; i < target->workers; i++)
        if (tasks_waiting(target->worker[i].task) != 0)
            limit_refuse("%s has blocked a signal that came before it made its "
                         "first task: that is not followed",
                program->argv[0]);
}

/* ---- A start. ---- */

static void
begin(struct target *target, const struct program *program)
{
    *target = (struct target){.output = -1, .errors = -1};
    target_enlist(target, program);
    remains_begin(&target->left, program->argv[0]);
    spawn(target, program);
}

/* All tasks. A separate start shows how many there will be. */
static void
start_all(struct target *target, struct program *program)
{
    if (!program->is_known) {
        program->births = births_count(target, program);
        if (program->births == 0)
            death_tell(target, program);
        target_close(target);
        begin(target, program);
    }
    births_reach(target, program);
    while (target->spare < program->spare)
        spare_make(target, program);
    target_list_workers(target);
    spare_adopt(target, program);
}

void
target_start(struct target *target, struct program *program)
{
    limit_work(START_WORK);
    begin(target, program);
    entered_find(target, program);
    if (program->entries > 0)
        entered_start(target, program);
    else
        start_all(target, program);
    if (!program->is_known) {
        learn_names(target);
        learn_functions(target, program);
        program->has_own_ipc = has_own_ipc(target->main);
        program->has_descriptors = has_descriptors(target, program);
        if (program->births > 0)
            check_signals(target, program);
    }
    if (program->is_known && target->workers >= program->workers)
        ids_keep(target, program);
    ids_learn(target, program);
    program->is_known = true;
}
