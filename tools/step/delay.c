#include "delay.h"

#include <limits.h>
#include <stdlib.h>

static const struct pose *
pose_of(const struct delay *delay, int number)
{
    return machine_pose(delay->graph->model->machine, number);
}

static void
list_edges(struct delay *delay)
{
    const struct poses *poses = delay->poses;

    for (int i = 0; i < poses->count; i++)
        delay->first[i] = -1;
    for (int i = 0; i < poses->edge_count; i++) {
        delay->next[i] = delay->first[poses->edge[i].pose];
        delay->first[poses->edge[i].pose] = i;
    }
}

static void
visit(struct delay *delay, int pose)
{
    if (pose < 0 || delay->seen[pose] == delay->walks)
        return;
    delay->seen[pose] = delay->walks;
    delay->open[delay->open_count++] = pose;
}

/* malloc may order nothing. */
bool
delay_may(const struct pose *pose)
{
    return (pose->kind == POSE_ACCESS || pose->kind == POSE_FUNCTION) &&
           !pose->next->orders;
}

/* Has it written there itself since the store? */
static bool
has_written(const struct after *after, const struct bytes *bytes)
{
    for (int i = 0; i < after->writes; i++)
        if (cycle_overlap(&after->write[i], bytes))
            return true;
    return false;
}

bool
delay_reads(const struct delay *delay, const struct edge *edge,
    const struct after *after, const struct state *state)
{
    const struct model *model = delay->graph->model;
    const struct note *note = edge->note;
    struct bytes load[MAX_ACCESSES];
    const struct pose *pose = pose_of(delay, edge->pose);

    if (cycle_accesses(delay->graph, pose, false, load) != 1 ||
        !note->has_before || has_written(after, &load[0]))
        return true;
    int word = model_word(model, pose->worker, note->address);
    unsigned first = note->address % WORD_BYTES;
    if (word == -1 || first + note->bytes > WORD_BYTES)
        return true;
    uint64_t other = state->value[word] >> first * CHAR_BIT ^ note->before;
    return other << (WORD_BYTES - note->bytes) * CHAR_BIT == 0;
}

/* To whatever may come next. */
static void
go_on(struct delay *delay, int pose)
{
    for (int i = delay->first[pose]; i != -1; i = delay->next[i])
        if (!delay->poses->edge[i].orders)
            visit(delay, delay->poses->edge[i].next);
}

/* What the pose's next step writes of those bytes. */
enum part { PART_NONE, PART_SOME, PART_ALL };

static enum part
part_written(const struct delay *delay, int pose, const struct bytes *bytes)
{
    struct bytes write[MAX_ACCESSES];
    int count = cycle_accesses(delay->graph, pose_of(delay, pose), true, write);
    enum part part = PART_NONE;

    for (int i = 0; i < count; i++)
        if (write[i].key <= bytes->key &&
            write[i].key + write[i].count >= bytes->key + bytes->count)
            return PART_ALL;
        else if (cycle_overlap(&write[i], bytes))
            part = PART_SOME;
    return part;
}

bool
delay_unwritten(struct delay *delay, int store, struct read *read)
{
    enum part part = part_written(delay, store, &read->bytes);

    delay->walks++;
    delay->open_count = 0;
    if (part != PART_ALL)
        go_on(delay, store);
    read->is_mixed = part == PART_SOME;
    while (delay->open_count > 0) {
        int pose = delay->open[--delay->open_count];
        if (pose == read->pose)
            return true;
        part = part_written(delay, pose, &read->bytes);
        read->is_mixed |= part == PART_SOME;
        if (delay_may(pose_of(delay, pose)) && part != PART_ALL)
            go_on(delay, pose);
    }
    return false;
}

static void
add_accesses(struct delay *delay, struct after *after, int pose)
{
    struct bytes access[MAX_ACCESSES];

    for (int i =
             cycle_accesses(delay->graph, pose_of(delay, pose), false, access);
         i > 0; i--) {
        after->read =
            store_grow(after->read, (size_t)after->reads, sizeof(*after->read));
        after->read[after->reads++] = (struct read){pose, access[i - 1], false};
    }
    for (int i =
             cycle_accesses(delay->graph, pose_of(delay, pose), true, access);
         i > 0; i--) {
        after->write = store_grow(
            after->write, (size_t)after->writes, sizeof(*after->write));
        after->write[after->writes++] = access[i - 1];
    }
}

struct after *
delay_after(struct delay *delay, int store)
{
    struct after *after = &delay->after[store];

    if (after->is_known)
        return after;
    after->is_known = true;
    delay->walks++;
    delay->open_count = 0;
    visit(delay, store);
    while (delay->open_count > 0) {
        int pose = delay->open[--delay->open_count];
        if (!delay_may(pose_of(delay, pose)))
            continue;
        add_accesses(delay, after, pose);
        go_on(delay, pose);
    }
    return after;
}

void
delay_begin(struct delay *delay, const struct graph *graph)
{
    const struct poses *poses = &graph->model->machine->poses;
    size_t count = (size_t)poses->count + 1;
    size_t edges = (size_t)poses->edge_count + 1;

    *delay = (struct delay){.graph = graph,
        .poses = poses,
        .count = poses->count,
        .first = store_new(count * sizeof(int)),
        .next = store_new(edges * sizeof(int)),
        .seen = store_new(count * sizeof(int)),
        .open = store_new(count * sizeof(int)),
        .after = store_new(count * sizeof(struct after))};
    list_edges(delay);
}

void
delay_end(struct delay *delay)
{
    for (int i = 0; i < delay->count; i++) {
        free(delay->after[i].read);
        free(delay->after[i].write);
    }
    free(delay->after);
    free(delay->first);
    free(delay->next);
    free(delay->seen);
    free(delay->open);
}
