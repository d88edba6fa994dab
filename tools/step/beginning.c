/* The beginning of a study: the program is started, or started again, and each
 * worker brought before its first step. */
#include "machine.h"

#include "ahead.h"
#include "contend.h"
#include "mapped.h"
#include "mask.h"
#include "place.h"
#include "tasks.h"
#include "timer.h"

#include <stdlib.h>
#include <sys/syscall.h>

static void
list_spaces(struct machine *machine)
{
    struct target *target = &machine->target;

    mapped_begin();
    machine->plt.turned = 0;
    for (int i = 0; i < target->workers; i++) {
        const struct worker *worker = &target->worker[i];
        int same = 0; /* the first of its process */
        while (target->worker[same].process != worker->process)
            same++;
        if (same < i) {
            machine->space_of[i] = machine->space_of[same];
            continue;
        }
        machine->space_of[i] = machine->spaces++;
        space_read(&machine->space[machine->space_of[i]], worker->task,
            machine->space_of[i]);
    }
    mapped_begun();
}

static void
begin_worker(struct machine *machine, int worker)
{
    struct pose pose = {.worker = worker};
    struct ahead ahead;

    ahead_begin(&ahead, machine, &pose);
    mask_begin(&ahead, machine->first[worker].blocked);
    machine->begin[worker] = ahead_run(&ahead, true);
    machine->at[worker] = machine->begin[worker];
    free(ahead.note);
}

static void
leave_unborn(struct machine *machine, int worker)
{
    struct pose pose = {.worker = worker, .kind = POSE_UNBORN};

    machine->begin[worker] = poses_intern(&machine->poses, &pose);
    machine->at[worker] = machine->begin[worker];
}

void
machine_begin(struct machine *machine)
{
    machine->stale = false;
    for (int i = 0; i < machine->found.count; i++)
        contend_add(machine->contended, machine->found.key[i]);
    machine->found.count = 0;
    machine->blind.met = false;
    machine->poses.words = (size_t)machine->contended->count;
    contend_number(machine);
    for (int i = 0; i < machine->target.workers && !machine->stale; i++)
        if (i < machine->target.workers - machine->target.spare)
            begin_worker(machine, i);
        else
            leave_unborn(machine, i);
}

/* Memory that a former run requested, this one has from the start: words in it
 * may be contended. */
static void
map_again(struct machine *machine)
{
    for (size_t i = 0; i < machine->program->maps.count; i++) {
        const struct map *map = &machine->program->maps.map[i];
        int worker = 0;
        bool is_question =
            map->call.number == SYS_brk && map->call.arguments[0] == 0;
        while (machine->space_of[worker] != map->asker.space)
            worker++;
        if (!is_question && ahead_make(machine, worker, map->instruction,
                                &map->call) != map->result)
            place_lose();
    }
}

static void
save_beginning(struct machine *machine)
{
    struct target *target = &machine->target;

    free(machine->first);
    machine->first =
        store_new((size_t)target->workers * sizeof(*machine->first));
    for (int i = 0; i < target->workers; i++) {
        struct beginning *first = &machine->first[i];
        pid_t task = target->worker[i].task;
        if (!arch_read(task, &first->registers) ||
            !tasks_read_blocked(task, &first->blocked) ||
            !arch_read_vectors(task, &first->vectors))
            place_lose();
    }
}

void
machine_start(struct machine *machine, struct program *program,
    struct contended *contended, bool every_instruction)
{
    *machine =
        (struct machine){.space = store_new(MAX_WORKERS * sizeof(struct space)),
            .program = program,
            .contended = contended,
            .actions.bytes = sizeof(struct action),
            .origins.bytes = sizeof(struct origin),
            .every_instruction = every_instruction};
    target_start(&machine->target, program);
    list_spaces(machine);
    map_again(machine);
    save_beginning(machine);
    actions_learn(machine);
    timer_learn(machine);
    machine_begin(machine);
}

void
machine_restart(struct machine *machine)
{
    target_close(&machine->target);
    target_start(&machine->target, machine->program);
    for (int i = 0; i < machine->spaces; i++)
        space_close(&machine->space[i]);
    machine->spaces = 0;
    list_spaces(machine);
    map_again(machine);
    save_beginning(machine);
    machine->kernel.now = 0;
    machine->kernel.asleep = 0;
    timer_learn(machine);
    machine_begin(machine);
}
