#include "place.h"

#include "limit.h"
#include "tasks.h"

#include <stdlib.h>

const struct space *
place_space_with(const struct machine *machine, uint64_t key)
{
    for (int i = 0; i < machine->spaces; i++)
        if (space_address(&machine->space[i], key) != 0)
            return &machine->space[i];
    return NULL;
}

_Noreturn void
place_lose(void)
{
    limit_refuse("ptrace: %m: the program is out of hand");
}

/* A shared word may be read-only for some: write it through a worker that may.
 * One that none can write (a string literal, at which a worker dies that tries
 * it) has not changed, or we are refused. */
static void
store_word(const struct machine *machine, const struct word *word)
{
    const struct space *space = place_space_with(machine, word->key);
    struct word now = *word;

    for (int i = 0; i < machine->spaces; i++)
        if (space_address(&machine->space[i], word->key) != 0 &&
            space_store(&machine->space[i], word, 1))
            return;
    if (space != NULL && space_load(space, &now, 1) && now.value != word->value)
        place_lose();
}

void
place_origins(struct machine *machine)
{
    for (size_t i = 0; i < machine->words.count; i++) {
        const struct word_facts *facts = &machine->words.facts[i];
        struct word word = {facts->key, facts->origin};
        if (facts->saved)
            store_word(machine, &word);
    }
}

/* The words in which two poses of a worker differ, with the second's values. */
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

/* Nobody reads below the stack, so no pose includes it. But the stack may grow
 * over it again, and words that are not in the pose have their initial values.
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
        place_lose();
    free(words);
}

void
place_worker(struct machine *machine, int worker, int number)
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
        place_lose();
    clear_leftovers(machine, worker, to);
    const struct pose *from = machine_pose(machine, machine->at[worker]);
    struct word *words = differences(machine, from, to, &count);
    if (!space_store(&machine->space[machine->space_of[worker]], words, count))
        place_lose();
    free(words);
    machine->at[worker] = number;
}

/* The contended word that is that input of a step. */
static int
input_word(const struct pose *pose, size_t input)
{
    return pose->takes_all ? (int)input : pose->touched[input];
}

void
place_inputs(struct machine *machine, const struct pose *pose,
    const uint64_t *input, size_t count)
{
    const struct space *space =
        &machine->space[machine->space_of[pose->worker]];
    struct word *words = store_new(count * sizeof(*words));

    for (size_t i = 0; i < count; i++) {
        int word = input_word(pose, i);
        words[i] = (struct word){machine->contended->key[word], input[i]};
    }
    if (!space_store(space, words, count))
        for (size_t i = 0; i < count; i++)
            store_word(machine, &words[i]);
    free(words);
}

void
place_contended(struct machine *machine, const uint64_t *values)
{
    for (int i = 0; i < machine->contended->count; i++) {
        struct word word = {machine->contended->key[i], values[i]};
        store_word(machine, &word);
    }
}

void
machine_place(struct machine *machine, int pose, const uint64_t *values)
{
    place_worker(machine, machine_pose(machine, pose)->worker, pose);
    place_contended(machine, values);
}

void
place_read_changes(struct machine *machine, const struct pose *pose,
    const uint64_t *input, size_t count, struct edge *edge)
{
    const struct space *space =
        &machine->space[machine->space_of[pose->worker]];
    const uint64_t *key = machine->contended->key;
    struct word *now = store_new(count * sizeof(*now)), *next = now;

    for (size_t i = 0; i < count; i++)
        if (space_reaches(space, key[input_word(pose, i)]))
            next++->key = key[input_word(pose, i)];
    if (!space_load(space, now, (size_t)(next - now)))
        place_lose();
    next = now;
    edge->change = store_new(count * sizeof(*edge->change));
    for (size_t i = 0; i < count; i++) {
        int word = input_word(pose, i);
        if (next->key != key[word]) /* it is another process's */
            continue;
        if (next->value != input[i])
            edge->change[edge->change_count++] =
                (struct change){word, next->value};
        next++;
    }
    free(now);
}
