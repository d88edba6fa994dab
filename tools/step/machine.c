#include "machine.h"

#include "act.h"
#include "ahead.h"
#include "limit.h"
#include "place.h"
#include "tasks.h"
#include "touch.h"

#include "kit/die.h"

#include <stdlib.h>

/* Are the step's inputs words, and not a call's result? A call that prints has
 * words; and one that sleeps, if somebody looks at the time. */
static bool
takes_words(const struct pose *pose)
{
    enum call_kind kind = calls_kind(&pose->call);

    return pose->kind != POSE_CALL || kind == CALL_OUTPUT ||
           kind == CALL_REAL || kind == CALL_TIME || kind == CALL_YIELD;
}

/* Make the step; edge->next if that ends the worker. */
static bool
act(struct ahead *ahead, const uint64_t *input, size_t count, struct edge *edge)
{
    const struct pose *pose = ahead->from;

    switch (pose->kind) {
    case POSE_EXIT:
    case POSE_LEAVE:
        edge->next = act_leave(ahead);
        return true;
    case POSE_CALL:
        return takes_words(pose) ? act_call(ahead, 0)
                                 : act_answer(ahead, input, edge);
    case POSE_FUNCTION:
        return act_function(ahead, count > ahead->machine->poses.words);
    case POSE_PAGES:
        return act_call(ahead, 0);
    case POSE_RETURNED: /* no signal comes: the worker goes on */
        touch_note(ahead, &(struct note){.what = pose->next});
        return true;
    default:
        return act_is_load(ahead->machine, pose) ? act_load(ahead)
                                                 : act_access(ahead);
    }
}

/* What it has touched so far. */
static void
take_met(struct ahead *ahead, struct edge *edge)
{
    const struct pose *pose = ahead->from;
    bool all = pose->kind != POSE_FUNCTION || ahead->meets_all;

    edge->met_count = ahead->met_count;
    edge->met = ahead->met;
    ahead->met_count = 0;
    ahead->met = NULL;
    if (pose->takes_all && all) {
        edge->met_count = (int)ahead->machine->poses.words;
        free(edge->met);
        edge->met = store_new((size_t)edge->met_count * sizeof(*edge->met));
        for (int i = 0; i < edge->met_count; i++)
            edge->met[i] = (struct met){i, BOTH_HALVES, true};
    }
}

/* Will it make a worker whose task is asleep in the kernel now? */
static bool
makes_sleeper(const struct machine *machine, const struct pose *pose,
    const uint64_t *input)
{
    return pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_BIRTH &&
           workers_has(machine->kernel.asleep, (int)input[1]);
}

const struct edge *
machine_step(
    struct machine *machine, int number, const uint64_t *input, size_t count)
{
    int known = poses_edge(&machine->poses, number, input, count);

    if (known != -1)
        return &machine->poses.edge[known];
    const struct pose *pose = machine_pose(machine, number);
    if (makes_sleeper(machine, pose, input))
        machine_restart(machine);
    if (!machine_send(machine, number))
        return NULL;
    struct edge edge = {.pose = number,
        .input_count = count,
        .input = store_copy(input, count * sizeof(*input))};
    struct ahead ahead;
    ahead_begin(&ahead, machine, pose);
    bool ends = pose->kind == POSE_EXIT || pose->kind == POSE_LEAVE;
    /* With one input more, it is to fail. */
    size_t words = pose->takes_all ? machine->poses.words : count;
    machine->has_exits |= pose->kind == POSE_EXIT;
    if (takes_words(pose))
        place_inputs(machine, pose, input, words);
    bool alive = act(&ahead, input, count, &edge);
    if (takes_words(pose) && !machine->stale)
        place_read_changes(machine, pose, input, words, &edge);
    take_met(&ahead, &edge);
    if (!ends && !machine->stale)
        edge.next = ahead_run(&ahead, alive);
    free(ahead.met);
    edge.answer = ahead.answer;
    edge.lag = ahead.lag;
    edge.orders = ahead.orders;
    edge.note = ahead.note;
    edge.wake_count = ahead.wake_count;
    edge.wake = ahead.wake;
    edge.text_bytes = ahead.text_bytes;
    edge.text = ahead.text;
    machine->at[pose->worker] = machine->stale ? -1 : edge.next;
    if (machine->stale)
        return NULL;
    if (pose->takes_all)
        poses_narrow_input(&machine->poses, &edge);
    known = poses_add_edge(&machine->poses, &edge);
    return &machine->poses.edge[known];
}

/* ---- The beginning. ---- */

void
machine_rewind(struct machine *machine)
{
    struct target *target = &machine->target;
    bool changed = machine->kernel.now != 0 || machine->kernel.asleep != 0 ||
                   target->spare != machine->program->spare;

    kernel_clear(&machine->kernel);
    /* A private loop may turn out to wait for another: it must be seen. */
    machine->hot.count = 0;
    if (changed) {
        poses_clear(&machine->poses);
        words_forget_origins(&machine->words);
        machine_restart(machine);
        return;
    }
    place_origins(machine);
    for (int i = 0; i < target->workers; i++) {
        const struct beginning *first = &machine->first[i];
        pid_t task = target->worker[i].task;
        if (!arch_write(task, &first->registers) ||
            !tasks_write_blocked(task, first->blocked) ||
            !arch_write_vectors(
                task, first->vectors.image, first->vectors.bytes))
            place_lose();
    }
    poses_clear(&machine->poses);
    machine_begin(machine);
}

/* ---- The end. ---- */

void
machine_owe_wake(struct machine *machine, int worker, uint64_t instruction,
    const struct call *call)
{
    machine->owed =
        store_grow(machine->owed, machine->owed_count, sizeof(*machine->owed));
    machine->owed[machine->owed_count++] =
        (struct owed){worker, instruction, *call};
}

void
machine_finish(
    struct machine *machine, const int *poses, const uint64_t *values)
{
    worker_set held = 0;

    for (int i = 0; i < machine->target.workers; i++) {
        enum pose_kind kind = machine_pose(machine, poses[i])->kind;
        if (kind != POSE_ENDED && kind != POSE_EXITED)
            held |= workers_only(i); /* another ends it */
        if (!workers_has(machine->kernel.asleep, i))
            place_worker(machine, i, poses[i]);
    }
    place_contended(machine, values);
    for (size_t i = 0; i < machine->owed_count; i++)
        ahead_make(machine, machine->owed[i].worker,
            machine->owed[i].instruction, &machine->owed[i].call);
    target_finish(&machine->target, held);
}

uint64_t
machine_read(const struct machine *machine, int worker, uint64_t address,
    const uint64_t *values)
{
    const struct space *space = &machine->space[machine->space_of[worker]];
    struct word word = {space_key(space, address), 0};

    for (int i = 0; i < machine->contended->count; i++)
        if (machine->contended->key[i] == word.key)
            return values[i];
    space_load(space, &word, 1);
    return word.value;
}

void
machine_end(struct machine *machine)
{
    target_close(&machine->target);
    poses_clear(&machine->poses);
    said_clear(&machine->said);
    per_signal_clear(&machine->actions);
    per_signal_clear(&machine->origins);
    kernel_clear(&machine->kernel);
    store_clear(&machine->words.index);
    free(machine->words.facts);
    blind_clear(&machine->blind);
    stops_clear(&machine->stops);
    plt_clear(&machine->plt);
    free(machine->found.key);
    free(machine->first_values);
    free(machine->first);
    free(machine->owed);
    for (int i = 0; i < MAX_WORKERS; i++)
        free(machine->leftovers[i].key);
    for (int i = 0; i < machine->spaces; i++)
        space_close(&machine->space[i]);
    free(machine->space);
}
