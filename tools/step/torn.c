#include "torn.h"

#include <stdlib.h>

enum { LINE_BYTES = 64 };

static uint64_t
line_of(uint64_t address)
{
    return address / LINE_BYTES;
}

/* The bytes from `low` to before `high` that are in the word there, as a mask
 * of its value. */
static uint64_t
bytes_in(uint64_t at, uint64_t low, uint64_t high)
{
    uint64_t mask = 0;

    for (uint64_t i = 0; i < WORD_BYTES; i++)
        if (at + i >= low && at + i < high)
            mask |= 0xffUL << 8 * i;
    return mask;
}

/* What the pose's next step touches there of a contended word. */
static uint64_t
reach(const struct machine *machine, const struct pose *pose, int word,
    uint64_t low, uint64_t high)
{
    const struct space *space =
        &machine->space[machine->space_of[pose->worker]];
    uint64_t mask = 0;

    for (uint64_t at = low / WORD_BYTES * WORD_BYTES; at < high;
         at += WORD_BYTES)
        if (machine->contended->key[word] == space_key(space, at))
            mask |= bytes_in(at, low, high);
    return mask;
}

/* Does the pose's next step touch a contended word there? */
static bool
meets(const struct machine *machine, const struct pose *pose, uint64_t low,
    uint64_t high)
{
    for (int i = 0; i < pose->touched_count; i++)
        if (reach(machine, pose, pose->touched[i], low, high) != 0)
            return true;
    return false;
}

/* What others can see lies in both lines; with LOCK they see no part of it. */
static bool
is_torn(const struct machine *machine, const struct pose *pose)
{
    if (pose->kind != POSE_ACCESS || pose->next->orders)
        return false;
    for (int i = 0; i < pose->next->operands; i++) {
        const struct operand *operand = &pose->next->operand[i];
        uint64_t low = decode_address(operand, &pose->registers);
        uint64_t high = low + operand->bytes;
        uint64_t border = line_of(high - 1) * LINE_BYTES;
        if (line_of(low) != line_of(high - 1) &&
            meets(machine, pose, low, border) &&
            meets(machine, pose, border, high))
            return true;
    }
    return false;
}

static bool
writes(const struct pose *pose)
{
    for (int i = 0; i < pose->next->operands; i++)
        if (pose->next->operand[i].writes)
            return true;
    return false;
}

/* It does nothing but write, so that what it writes depends on nothing else. */
static bool
is_store(const struct pose *pose)
{
    return pose->next->operands == 1 && !pose->next->operand[0].reads &&
           !pose->next->repeats && pose->place.kind < PLACE_CALL;
}

/* Where each pose's step was taken: the state before it, or -1. */
static int *
find_steps(const struct graph *graph, int poses)
{
    int *taken = store_new((size_t)poses * sizeof(*taken));

    for (int i = 0; i < poses; i++)
        taken[i] = -1;
    for (int n = 0; n < graph->count; n++)
        for (int i = 0; i < graph->model->workers; i++) {
            const struct seat *seat = &graph->node[n].state->seat[i];
            if (seat->lag == 0 && graph->node[n].way[i].to != -1)
                taken[seat->pose] = n;
        }
    return taken;
}

/* What the word holds after a worker's step in that state. False if nobody
 * knows. */
static bool
foresee(const struct graph *graph, const int *taken, const struct state *state,
    int worker, int word, uint64_t *value)
{
    int pose = state->seat[worker].pose;

    *value = state->value[word];
    if (!writes(machine_pose(graph->model->machine, pose)))
        return true;
    if (!is_store(machine_pose(graph->model->machine, pose)) ||
        taken[pose] == -1)
        return false;
    const struct node *node = &graph->node[taken[pose]];
    *value = graph->node[node->way[worker].to].state->value[word];
    return true;
}

static uint64_t
all_reach(const struct machine *machine, const struct pose *pose, int word)
{
    uint64_t mask = 0;

    for (int i = 0; i < pose->next->operands; i++) {
        uint64_t low =
            decode_address(&pose->next->operand[i], &pose->registers);
        mask |=
            reach(machine, pose, word, low, low + pose->next->operand[i].bytes);
    }
    return mask;
}

/* Could one come between the parts of the other, and anybody tell? Not if they
 * change none of the bytes that both touch; nor if both write the same there,
 * which is so when two of the first to use std::endl fill in its table. */
static bool
conflict(const struct graph *graph, const int *taken, const struct state *state,
    int left, int right, int word)
{
    const struct machine *machine = graph->model->machine;
    const struct pose *torn = machine_pose(machine, state->seat[left].pose);
    const struct pose *other = machine_pose(machine, state->seat[right].pose);
    uint64_t first, second, now = state->value[word];
    uint64_t both =
        all_reach(machine, torn, word) & all_reach(machine, other, word);

    if (both == 0)
        return false;
    if (!foresee(graph, taken, state, left, word, &first) ||
        !foresee(graph, taken, state, right, word, &second))
        return true;
    bool changes = ((first ^ now) & both) != 0 || ((second ^ now) & both) != 0;
    bool agree =
        writes(torn) && writes(other) && ((first ^ second) & both) == 0;
    return changes && !agree;
}

static bool
touches(const struct pose *pose, int word)
{
    for (int i = 0; i < pose->touched_count; i++)
        if (pose->touched[i] == word)
            return true;
    return false;
}

static bool
is_met(const struct graph *graph, const int *taken, const struct state *state,
    int worker)
{
    const struct machine *machine = graph->model->machine;
    const struct pose *pose = machine_pose(machine, state->seat[worker].pose);

    for (int i = 0; i < graph->model->workers; i++) {
        const struct pose *other = machine_pose(machine, state->seat[i].pose);
        if (i == worker || other->kind != POSE_ACCESS)
            continue;
        for (int j = 0; j < pose->touched_count; j++)
            if (touches(other, pose->touched[j]) &&
                conflict(graph, taken, state, worker, i, pose->touched[j]))
                return true;
    }
    return false;
}

uint64_t
torn_access(const struct graph *graph)
{
    const struct machine *machine = graph->model->machine;
    int poses = machine->poses.count, count = 0;
    bool *torn = store_new((size_t)poses + 1);
    uint64_t found = 0;

    for (int i = 0; i < poses; i++)
        count += torn[i] = is_torn(machine, machine_pose(machine, i));
    int *taken = count > 0 ? find_steps(graph, poses) : NULL;
    for (int n = 0; n < graph->count && count > 0 && found == 0; n++)
        for (int i = 0; i < graph->model->workers && found == 0; i++) {
            int pose = graph->node[n].state->seat[i].pose;
            if (torn[pose] && is_met(graph, taken, graph->node[n].state, i))
                found = machine_pose(machine, pose)->next->address;
        }
    free(taken);
    free(torn);
    return found;
}
