#include "machine.h"

#include "act.h"
#include "ahead.h"
#include "born.h"
#include "limit.h"
#include "tasks.h"

#include "kit/die.h"

#include <stdlib.h>
#include <sys/syscall.h>

/* ---- Contended words. ---- */

static void
contend(struct machine *machine, uint64_t key)
{
    struct contended *contended = machine->contended;

    for (int i = 0; i < contended->count; i++)
        if (contended->key[i] == key)
            return;
    contended->key = store_grow(
        contended->key, (size_t)contended->count, sizeof(*contended->key));
    contended->key[contended->count++] = key;
    machine->stale = true;
}

/* Names are those that the first worker has for it. */
void
machine_name(const struct machine *machine, int worker, uint64_t address,
    bool whole, char *out, size_t size)
{
    const struct space *first = &machine->space[machine->space_of[0]];
    uint64_t key =
        space_key(&machine->space[machine->space_of[worker]], address);
    uint64_t there = space_address(first, key);

    if (there == 0 ||
        !names_say(there + address % WORD_BYTES, whole, out, size))
        snprintf(out, size, "[%#lx]", (unsigned long)address);
}

int
machine_contend_key(struct machine *machine, uint64_t key)
{
    struct word_facts *facts = words_at(&machine->words, key);

    if (facts->contended == -1)
        contend(machine, key);
    return facts->contended;
}

int
machine_contend(struct machine *machine, int worker, uint64_t address)
{
    return machine_contend_key(machine,
        space_key(&machine->space[machine->space_of[worker]], address));
}

/* ---- The workers' places. ---- */

static void
list_spaces(struct machine *machine)
{
    struct target *target = &machine->target;

    space_begin();
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
    space_begun();
}

/* Some space that reaches the word; NULL where it is mapped in mid-study, and
 * nobody has done so yet. */
static const struct space *
space_with(const struct machine *machine, uint64_t key)
{
    for (int i = 0; i < machine->spaces; i++)
        if (space_address(&machine->space[i], key) != 0)
            return &machine->space[i];
    return NULL;
}

static _Noreturn void
lose(void)
{
    limit_refuse("ptrace: %m: the program is out of hand");
}

static void
number_contended(struct machine *machine)
{
    free(machine->first_values);
    machine->first_values =
        store_new((size_t)machine->contended->count * WORD_BYTES);
    for (int i = 0; i < machine->contended->count; i++) {
        uint64_t key = machine->contended->key[i];
        struct word word = {key, 0};
        struct word_facts *facts = words_at(&machine->words, key);
        facts->contended = i;
        const struct space *space = space_with(machine, key);
        if (!facts->saved && space != NULL) {
            if (!space_load(space, &word, 1))
                lose();
            facts->origin = word.value;
            facts->saved = true;
        }
        machine->first_values[i] = facts->origin;
    }
}

/* What such a word held before is known only now: if it is not nothing, the
 * search begins again with that. */
bool
machine_look_again(struct machine *machine, int worker)
{
    struct space *space = &machine->space[machine->space_of[worker]];
    int shared = space_shared(space);

    space_read(space, space->task, machine->space_of[worker]);
    for (int i = 0; i < machine->contended->count; i++) {
        struct word word = {machine->contended->key[i], 0};
        struct word_facts *facts = words_at(&machine->words, word.key);
        if (facts->saved || space_address(space, word.key) == 0)
            continue;
        if (!space_load(space, &word, 1))
            lose();
        facts->origin = word.value;
        facts->saved = true;
        machine->stale |= word.value != 0;
    }
    return space_shared(space) != shared;
}

/* ---- Putting things in place. ---- */

static void
restore_origins(struct machine *machine)
{
    for (size_t i = 0; i < machine->words.count; i++) {
        const struct word_facts *facts = &machine->words.facts[i];
        struct word word = {facts->key, facts->origin};
        const struct space *space = space_with(machine, word.key);
        if (facts->saved && space != NULL && !space_store(space, &word, 1))
            lose();
    }
}

/* The words in which two poses of a worker differ: as the second has them. */
static struct word *
differences(struct machine *machine, const struct pose *from,
    const struct pose *to, size_t *count)
{
    struct word *words =
        store_new((from->own_count + to->own_count) * sizeof(*words));
    size_t i = 0, j = 0, n = 0;

    while (i < from->own_count || j < to->own_count) {
        const struct word *old = &from->own[i], *new = &to->own[j];
        bool only_old =
            j == to->own_count || (i < from->own_count && old->key < new->key);
        bool only_new =
            !only_old && (i == from->own_count || new->key < old->key);
        if (only_old)
            words[n++] = (struct word){
                old->key, words_at(&machine->words, old->key)->origin};
        else if (only_new || old->value != new->value)
            words[n++] = *new;
        i += !only_new;
        j += !only_old;
    }
    *count = n;
    return words;
}

void
machine_leave_behind(struct machine *machine, int worker, uint64_t key)
{
    struct leftovers *left = &machine->leftovers[worker];
    struct word_facts *facts = words_at(&machine->words, key);

    if (facts->left_behind)
        return;
    facts->left_behind = true;
    left->key = store_grow(left->key, left->count, sizeof(*left->key));
    left->key[left->count++] = key;
}

/* Nobody reads what lies below the stack, so no pose has it. But the stack may
 * grow over it again, and then what is not in the pose is as in the beginning.
 */
static void
clear_leftovers(struct machine *machine, int worker, const struct pose *to)
{
    const struct leftovers *left = &machine->leftovers[worker];
    const struct space *space = &machine->space[machine->space_of[worker]];
    struct word *words = store_new(left->count * sizeof(*words));
    uint64_t low = arch_sp(&to->registers) - arch_red_zone;
    size_t count = 0;

    for (size_t i = 0; i < left->count; i++)
        if (space_address(space, left->key[i]) + WORD_BYTES > low &&
            !pose_has(to, left->key[i]))
            words[count++] = (struct word){
                left->key[i], words_at(&machine->words, left->key[i])->origin};
    if (!space_store(space, words, count))
        lose();
    free(words);
}

static void
place(struct machine *machine, int worker, int number)
{
    const struct pose *to = machine_pose(machine, number);
    pid_t task = machine->target.worker[worker].task;
    size_t count;

    if (machine->at[worker] == number)
        return;
    if (!arch_write(task, &to->registers) ||
        !tasks_write_blocked(task, to->blocked) ||
        (to->vector_bytes > 0 &&
            !arch_write_vectors(task, to->vectors, to->vector_bytes)))
        lose();
    clear_leftovers(machine, worker, to);
    const struct pose *from = machine_pose(machine, machine->at[worker]);
    struct word *words = differences(machine, from, to, &count);
    if (!space_store(&machine->space[machine->space_of[worker]], words, count))
        lose();
    free(words);
    machine->at[worker] = number;
}

/* A word that is shared may be read-only for some: whoever may write it does.
 * Whom nobody can write, nobody has changed. */
static void
store_shared(const struct machine *machine, const struct word *word)
{
    for (int i = 0; i < machine->spaces; i++)
        if (space_address(&machine->space[i], word->key) != 0 &&
            space_store(&machine->space[i], word, 1))
            return;
}

static void
place_inputs(struct machine *machine, const struct pose *pose,
    const uint64_t *input, size_t count)
{
    const struct space *space =
        &machine->space[machine->space_of[pose->worker]];
    struct word *words = store_new(count * sizeof(*words));

    for (size_t i = 0; i < count; i++) {
        int word = pose->takes_all ? (int)i : pose->touched[i];
        words[i] = (struct word){machine->contended->key[word], input[i]};
    }
    if (!space_store(space, words, count))
        for (size_t i = 0; i < count; i++)
            store_shared(machine, &words[i]);
    free(words);
}

/* ---- Steps. ---- */

static void
read_changes(struct machine *machine, const struct pose *pose,
    const uint64_t *input, size_t count, struct edge *edge)
{
    const struct space *space =
        &machine->space[machine->space_of[pose->worker]];

    edge->change = store_new(count * sizeof(*edge->change));
    for (size_t i = 0; i < count; i++) {
        int word = pose->takes_all ? (int)i : pose->touched[i];
        struct word now = {machine->contended->key[word], 0};
        if (!space_load(space, &now, 1))
            lose();
        if (now.value != input[i])
            edge->change[edge->change_count++] =
                (struct change){word, now.value};
    }
}

/* Input: its id, and the spare worker that it is from now on. */
static bool
make_thread(struct ahead *ahead, const uint64_t *input, struct edge *edge)
{
    edge->begin = born_make(ahead, (long)input[0], (int)input[1], edge->id_at);
    return act_call(ahead, (long)input[0]);
}

const struct edge *
machine_step(
    struct machine *machine, int number, const uint64_t *input, size_t count)
{
    int known = poses_edge(&machine->poses, number, input, count);

    if (known != -1)
        return &machine->poses.edge[known];
    const struct pose *pose = machine_pose(machine, number);
    if (pose->needs != 0 &&
        !kernel_bring(machine, pose->needs, machine->wanted_kernel))
        return NULL;
    struct edge edge = {.pose = number,
        .input_count = count,
        .input = store_copy(input, count * sizeof(*input))};
    struct ahead ahead;
    /* Who sleeps in the kernel cannot be sent elsewhere. */
    if ((machine->kernel.asleep & 1UL << pose->worker) != 0)
        machine_restart(machine);
    if (machine_is_over(machine)) {
        free(edge.input);
        return NULL;
    }
    place(machine, pose->worker, number);
    ahead_begin(&ahead, machine, pose);
    bool ends = pose->kind == POSE_EXIT || pose->kind == POSE_LEAVE;
    bool alive = true;
    machine->has_exits |= pose->kind == POSE_EXIT;
    if (pose->kind != POSE_CALL)
        place_inputs(machine, pose, input, count);
    if (ends)
        edge.next = act_leave(&ahead);
    else if (pose->kind == POSE_CALL)
        alive = count == 3   ? make_thread(&ahead, input, &edge)
                : count == 2 ? act_reap(&ahead, (long)input[0], (int)input[1])
                             : act_call(&ahead, (long)input[0]);
    else
        alive = pose->kind == POSE_FUNCTION ? act_function(&ahead)
                : pose->kind == POSE_PAGES  ? act_pages(&ahead)
                                            : act_access(&ahead);
    if (pose->kind != POSE_CALL && !machine_is_over(machine))
        read_changes(machine, pose, input, count, &edge);
    if (!ends && !machine_is_over(machine))
        edge.next = ahead_run(&ahead, alive);
    edge.lag = ahead.lag;
    edge.note = ahead.note;
    edge.wake_count = ahead.wake_count;
    edge.wake = ahead.wake;
    edge.text_bytes = ahead.text_bytes;
    edge.text = ahead.text;
    machine->at[pose->worker] = machine_is_over(machine) ? -1 : edge.next;
    if (machine_is_over(machine))
        return NULL;
    known = poses_add_edge(&machine->poses, &edge);
    return &machine->poses.edge[known];
}

long
machine_id(const struct machine *machine, int worker, const struct call *call)
{
    const struct ids *ids = &machine->program->ids[worker];

    return call->number == SYS_gettid   ? ids->task
           : call->number == SYS_getpid ? ids->process
                                        : ids->parent;
}

/* ---- The beginning. ---- */

static void
begin_worker(struct machine *machine, int worker)
{
    struct pose pose = {.worker = worker};
    struct ahead ahead;

    ahead_begin(&ahead, machine, &pose);
    int number = ahead_run(&ahead, true);
    machine->begin[worker] = number;
    machine->at[worker] = number;
    free(ahead.note);
}

static void
leave_unborn(struct machine *machine, int worker)
{
    struct pose pose = {.worker = worker, .kind = POSE_UNBORN};

    machine->begin[worker] = poses_intern(&machine->poses, &pose);
    machine->at[worker] = machine->begin[worker];
}

static void
begin_all(struct machine *machine)
{
    machine->stale = false;
    number_contended(machine);
    for (int i = 0; i < machine->target.workers && !machine_is_over(machine);
         i++)
        if (i < machine->target.workers - machine->target.spare)
            begin_worker(machine, i);
        else
            leave_unborn(machine, i);
}

/* What a former run has asked for, this one has from the start: words in it may
 * be contended. */
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
            lose();
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
            lose();
    }
}

void
machine_start(struct machine *machine, struct program *program,
    struct contended *contended, bool every_instruction)
{
    *machine = (struct machine){.program = program,
        .contended = contended,
        .every_instruction = every_instruction};
    target_start(&machine->target, program);
    list_spaces(machine);
    map_again(machine);
    save_beginning(machine);
    begin_all(machine);
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
    begin_all(machine);
}

void
machine_rewind(struct machine *machine)
{
    struct target *target = &machine->target;
    bool changed = machine->kernel.now != 0 || machine->kernel.asleep != 0 ||
                   target->spare != machine->program->spare;

    kernel_clear(&machine->kernel);
    if (changed) {
        poses_clear(&machine->poses);
        machine_restart(machine);
        return;
    }
    restore_origins(machine);
    for (int i = 0; i < target->workers; i++) {
        const struct beginning *first = &machine->first[i];
        pid_t task = target->worker[i].task;
        if (!arch_write(task, &first->registers) ||
            !tasks_write_blocked(task, first->blocked) ||
            !arch_write_vectors(
                task, first->vectors.image, first->vectors.bytes))
            lose();
    }
    poses_clear(&machine->poses);
    begin_all(machine);
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

static void
place_contended(struct machine *machine, const uint64_t *values)
{
    for (int i = 0; i < machine->contended->count; i++) {
        struct word word = {machine->contended->key[i], values[i]};
        store_shared(machine, &word);
    }
}

void
machine_place(struct machine *machine, int pose, const uint64_t *values)
{
    place(machine, machine_pose(machine, pose)->worker, pose);
    place_contended(machine, values);
}

void
machine_finish(
    struct machine *machine, const int *poses, const uint64_t *values)
{
    uint64_t held = 0;

    for (int i = 0; i < machine->target.workers; i++) {
        enum pose_kind kind = machine_pose(machine, poses[i])->kind;
        if (kind != POSE_ENDED && kind != POSE_EXITED)
            held |= 1UL << i; /* another ends it */
        if ((machine->kernel.asleep & 1UL << i) == 0)
            place(machine, i, poses[i]);
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
    kernel_clear(&machine->kernel);
    store_clear(&machine->words.index);
    free(machine->words.facts);
    free(machine->first_values);
    free(machine->first);
    free(machine->owed);
    for (int i = 0; i < MAX_WORKERS; i++)
        free(machine->leftovers[i].key);
    for (int i = 0; i < machine->spaces; i++)
        space_close(&machine->space[i]);
}
