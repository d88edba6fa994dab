#include "left_out.h"

#include "look.h"
#include "symbols.h"
#include "tasks.h"
#include "variables.h"

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

/* The call in which it sleeps. False if it does not. */
static bool
read_call(pid_t id, long *number, unsigned long arguments[2])
{
    bool sleeps = false;

    FILE *file = look_file(id, "syscall");
    if (file == NULL)
        return false;
    sleeps =
        fscanf(file, "%ld %lx %lx", number, &arguments[0], &arguments[1]) == 3;
    fclose(file);
    return sleeps;
}

/* pthread_join(3) sleeps on the word that holds a thread's id until the thread
 * ends. */
static worker_set
joined_worker(const struct target *target, pid_t id, uint64_t address)
{
    int value = 0;

    if (!target_peek(id, address, &value, sizeof(value)))
        return 0;
    for (int i = 0; i < target->workers; i++)
        if (target->worker[i].task == value)
            return workers_only(i);
    return 0;
}

/* wait4(2), for one process, or for any. */
static worker_set
awaited_workers(const struct target *target, pid_t id, pid_t process)
{
    worker_set awaited = 0;

    for (int i = 0; i < target->workers; i++)
        if (tasks_parent(target->worker[i].process) == id &&
            (process == -1 || process == target->worker[i].process))
            awaited |= workers_only(i);
    return awaited;
}

static worker_set
sleeps_until(const struct target *target, pid_t id)
{
    unsigned long arguments[2];
    long number;

    if (!tasks_sleeps(id) || !read_call(id, &number, arguments))
        return 0;
    if (number == SYS_futex)
        return joined_worker(target, id, arguments[0]);
    if (number == SYS_wait4)
        return awaited_workers(target, id, (pid_t)arguments[0]);
    return 0;
}

/* What runs there, if it is stopped so that we can look. */
static void
name_task(const struct target *target, const struct task *task,
    struct left_task *left)
{
    uint64_t offset, place = 0;
    const char *function = NULL;

    if (task->id == target->main) {
        snprintf(left->name, sizeof(left->name), "main");
        return;
    }
    if (task->frozen)
        place = variables_place(task->process, task->id);
    if (place != 0)
        function = symbols_function(place, &offset);
    snprintf(left->name, sizeof(left->name), "a %s%s%s",
        task->process == task->id ? "process" : "thread",
        function != NULL ? " in " : "", function != NULL ? function : "");
}

static bool
is_worker(const struct target *target, pid_t id)
{
    for (int i = 0; i < target->workers; i++)
        if (target->worker[i].task == id)
            return true;
    return false;
}

void
left_out_print(FILE *out, const struct left_out *left_out)
{
    for (int i = 0; i < left_out->count; i++)
        fprintf(out, "not controlled: %s, which %s\n", left_out->task[i].name,
            left_out->task[i].stands       ? "is stopped all the time"
            : left_out->task[i].until != 0 ? "waits for the end of a worker"
                                           : "sleeps in the kernel");
    if (left_out->ended > 0)
        fprintf(out,
            "not controlled: %d task%s, which ran free and ended before\n",
            left_out->ended, left_out->ended == 1 ? "" : "s");
}

/* The gate's functions are not inlined: that is the lab's own. */
void
left_out_print_inlined(FILE *out, const struct program *program)
{
    bool is_inlined = false;

    for (int i = 0; i < program->entries; i++)
        is_inlined = is_inlined || program->entry[i].is_inlined;
    if (is_inlined && program->gate_leave == 0)
        fprintf(out,
            "note: the compiler has inlined '%s' into its caller: a task that "
            "enters\n      it otherwise is not controlled; compile it with "
            "-O0\n",
            program->function != NULL ? program->function : "worker");
}

void
left_out_list(const struct target *target, struct left_out *left_out)
{
    *left_out = (struct left_out){.ended = target->ended};
    for (int i = 0; i < target->tasks; i++) {
        const struct task *task = &target->task[i];
        if (is_worker(target, task->id) || left_out->count == MAX_LEFT_OUT)
            continue;
        struct left_task *left = &left_out->task[left_out->count++];
        left->until = sleeps_until(target, task->id);
        left->stands = task->frozen;
        name_task(target, task, left);
    }
}
