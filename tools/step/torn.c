#include "torn.h"

#include <stdlib.h>

enum { LINE_BYTES = 64 };

static uint64_t
line_of(uint64_t address)
{
    return address / LINE_BYTES;
}

/* Does the pose's next step touch a contended word there? */
static bool
meets(const struct machine *machine, const struct pose *pose, uint64_t low,
    uint64_t high)
{
    const struct space *space =
        &machine->space[machine->space_of[pose->worker]];

    for (uint64_t at = low / WORD_BYTES * WORD_BYTES; at < high;
         at += WORD_BYTES)
        for (int i = 0; i < pose->touched_count; i++)
            if (machine->contended->key[pose->touched[i]] ==
                space_key(space, at))
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

static bool
conflict(const struct pose *left, const struct pose *right)
{
    if (right->kind != POSE_ACCESS || (!writes(left) && !writes(right)))
        return false;
    for (int i = 0; i < left->touched_count; i++)
        for (int j = 0; j < right->touched_count; j++)
            if (left->touched[i] == right->touched[j])
                return true;
    return false;
}

static bool
is_met(const struct graph *graph, const struct state *state, int worker)
{
    const struct machine *machine = graph->model->machine;
    const struct pose *pose = machine_pose(machine, state->seat[worker].pose);

    for (int i = 0; i < graph->model->workers; i++)
        if (i != worker &&
            conflict(pose, machine_pose(machine, state->seat[i].pose)))
            return true;
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
    for (int n = 0; n < graph->count && count > 0 && found == 0; n++)
        for (int i = 0; i < graph->model->workers && found == 0; i++) {
            int pose = graph->node[n].state->seat[i].pose;
            if (torn[pose] && is_met(graph, graph->node[n].state, i))
                found = machine_pose(machine, pose)->next->address;
        }
    free(torn);
    return found;
}
