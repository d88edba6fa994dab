#include "imposed.h"

#include "place.h"
#include "touch.h"

#include <stdlib.h>
#include <string.h>

/* More inputs than any step of the worker's own has (a fork has as many as
 * words, workers and 2), and another number of them for each kind. */
static uint64_t *
inputs(const struct machine *machine, const uint64_t *values,
    const struct imposed *imposed, size_t *count)
{
    size_t words = (size_t)machine->contended->count;
    uint64_t *input;

    *count = words + (size_t)machine->target.workers + IMPOSED_INPUTS +
             imposed->kind;
    input = store_new(*count * sizeof(*input));
    for (size_t i = 0; i < words; i++)
        input[i] = values[i];
    memcpy(input + words, imposed->input, sizeof(imposed->input));
    return input;
}

const struct edge *
imposed_edge(struct machine *machine, int number, const uint64_t *values,
    const struct imposed *imposed)
{
    const struct pose *pose = machine_pose(machine, number);
    size_t words = (size_t)machine->contended->count, count;
    uint64_t *input = inputs(machine, values, imposed, &count);
    struct ahead ahead;

    int known = poses_edge(&machine->poses, number, input, count);
    if (known != -1 || !machine_send(machine, number)) {
        free(input);
        return known != -1 ? &machine->poses.edge[known] : NULL;
    }
    struct pose all = {.worker = pose->worker, .takes_all = true};
    struct edge edge = {.pose = number, .input_count = count, .input = input};
    ahead_begin(&ahead, machine, pose);
    place_inputs(machine, &all, values, words);
    imposed->happen(&ahead, imposed);
    touch_note(&ahead, &(struct note){.what = pose->next});
    if (!machine->stale) {
        place_read_changes(machine, &all, values, words, &edge);
        edge.next = imposed->go_on(&ahead, imposed);
    }
    free(ahead.met);
    if (machine->stale)
        return NULL;
    edge.lag = ahead.lag;
    edge.note = ahead.note;
    edge.wake_count = ahead.wake_count;
    edge.wake = ahead.wake;
    known = poses_add_edge(&machine->poses, &edge);
    return &machine->poses.edge[known];
}
