#include "late.h"

#include <stdlib.h>

/* Bytes, by the key of the first. */
struct bytes {
    uint64_t key;
    unsigned count; /* 0: none */
};

/* A worker reads one place after it has written another. */
struct pair {
    struct bytes store, load;
    uint64_t load_at;
    int pose; /* where it is about to read */
    int next; /* another with that pose; -1: none */
};

struct walk {
    const struct machine *machine;
    int *first, *next; /* edges by the pose that they begin at; -1: no more */
    bool *is_done;     /* edges */
    bool *is_seen;     /* poses */
    int *pair_of;      /* the pairs by their poses; -1: none */
    int *open;
    int open_count;
    size_t pairs;
    struct pair *pair;
};

/* The place that a step touches, of the program's own code, or of a library's
 * that is no locking call: memset may set a flag. */
static struct bytes
place_of(const struct walk *walk, const struct edge *edge)
{
    const struct machine *machine = walk->machine;
    const struct note *note = edge->note;
    const struct pose *pose = machine_pose(machine, edge->pose);
    const struct space *space =
        &machine->space[machine->space_of[pose->worker]];

    if (note == NULL || note->what == NULL || note->address == 0 ||
        (!note->what->is_program && pose->place.kind != PLACE_LIBRARY))
        return (struct bytes){0, 0};
    return (struct bytes){
        space_key(space, note->address) + note->address % WORD_BYTES,
        note->bytes};
}

static bool
is_same(const struct bytes *left, const struct bytes *right)
{
    return left->key == right->key && left->count == right->count;
}

static bool
overlap(const struct bytes *left, const struct bytes *right)
{
    return left->key < right->key + right->count &&
           right->key < left->key + left->count;
}

static bool
orders(const struct walk *walk, const struct edge *edge)
{
    const struct pose *pose = machine_pose(walk->machine, edge->pose);

    return edge->orders || pose->kind != POSE_ACCESS || pose->next->orders;
}

static void
list_edges(struct walk *walk)
{
    const struct poses *poses = &walk->machine->poses;

    for (int i = 0; i < poses->count; i++)
        walk->first[i] = walk->pair_of[i] = -1;
    for (int i = 0; i < poses->edge_count; i++) {
        walk->next[i] = walk->first[poses->edge[i].pose];
        walk->first[poses->edge[i].pose] = i;
    }
}

static void
visit(struct walk *walk, int pose)
{
    if (pose < 0 || walk->is_seen[pose])
        return;
    walk->is_seen[pose] = true;
    walk->open[walk->open_count++] = pose;
}

static void
add_pair(struct walk *walk, const struct edge *store, const struct edge *load)
{
    const struct pair pair = {place_of(walk, store), place_of(walk, load),
        load->note->what->address, load->pose, walk->pair_of[load->pose]};

    /* It sees its own stores. */
    if (pair.load.count == 0 || overlap(&pair.load, &pair.store) ||
        !load->note->has_before)
        return;
    for (int i = walk->pair_of[pair.pose]; i != -1; i = walk->pair[i].next)
        if (is_same(&walk->pair[i].store, &pair.store) &&
            is_same(&walk->pair[i].load, &pair.load))
            return;
    walk->pair = store_grow(walk->pair, walk->pairs, sizeof(*walk->pair));
    walk->pair_of[pair.pose] = (int)walk->pairs;
    walk->pair[walk->pairs++] = pair;
}

static bool
is_late(const struct walk *walk, const struct edge *edge)
{
    return place_of(walk, edge).count > 0 && edge->note->has_after &&
           !orders(walk, edge);
}

/* Of the same worker, by the same instruction, at the same place. */
static bool
is_alike(
    const struct walk *walk, const struct edge *left, const struct edge *right)
{
    const struct machine *machine = walk->machine;
    const struct bytes one = place_of(walk, left);
    const struct bytes other = place_of(walk, right);

    return machine_pose(machine, left->pose)->worker ==
               machine_pose(machine, right->pose)->worker &&
           left->note->what == right->note->what && is_same(&one, &other);
}

static void
begin_after(struct walk *walk, int number)
{
    const struct poses *poses = &walk->machine->poses;
    const struct edge *store = &poses->edge[number];

    for (int i = 0; i < poses->count; i++)
        walk->is_seen[i] = false;
    for (int i = number; i < poses->edge_count; i++)
        if (!walk->is_done[i] && is_late(walk, &poses->edge[i]) &&
            is_alike(walk, store, &poses->edge[i])) {
            walk->is_done[i] = true;
            visit(walk, poses->edge[i].next);
        }
}

/* What may be read after such a store, before anything orders the two. */
static void
follow(struct walk *walk, int number)
{
    const struct poses *poses = &walk->machine->poses;

    begin_after(walk, number);
    while (walk->open_count > 0) {
        int pose = walk->open[--walk->open_count];
        const struct pose *from = machine_pose(walk->machine, pose);
        bool is_call =
            from->kind == POSE_FUNCTION; /* malloc may order nothing */
        if ((from->kind != POSE_ACCESS && !is_call) || from->next->orders)
            continue;
        for (int i = walk->first[pose]; i != -1; i = walk->next[i]) {
            const struct edge *edge = &poses->edge[i];
            add_pair(walk, &poses->edge[number], edge);
            if (!edge->orders)
                visit(walk, edge->next);
        }
    }
}

static uint64_t
find_opposite(const struct walk *walk, int left, int right)
{
    for (int i = walk->pair_of[left]; i != -1; i = walk->pair[i].next)
        for (int j = walk->pair_of[right]; j != -1; j = walk->pair[j].next)
            if (overlap(&walk->pair[i].store, &walk->pair[j].load) &&
                overlap(&walk->pair[i].load, &walk->pair[j].store))
                return walk->pair[i].load_at;
    return 0;
}

/* Are two workers about to read at the same time? */
static uint64_t
find_state(const struct walk *walk, const struct graph *graph)
{
    uint64_t found = 0;

    for (int n = 0; n < graph->count && found == 0; n++) {
        const struct seat *seat = graph->node[n].state->seat;
        for (int i = 0; i < graph->model->workers && found == 0; i++)
            for (int j = 0; j < i && found == 0; j++)
                found = find_opposite(walk, seat[i].pose, seat[j].pose);
    }
    return found;
}

uint64_t
late_read(const struct graph *graph)
{
    const struct machine *machine = graph->model->machine;
    const struct poses *poses = &machine->poses;
    size_t count = (size_t)poses->count;
    struct walk walk = {.machine = machine,
        .first = store_new((count + 1) * sizeof(int)),
        .next = store_new(((size_t)poses->edge_count + 1) * sizeof(int)),
        .pair_of = store_new((count + 1) * sizeof(int)),
        .is_done = store_new((size_t)poses->edge_count + 1),
        .is_seen = store_new(count + 1),
        .open = store_new((count + 1) * sizeof(int))};

    list_edges(&walk);
    for (int i = 0; i < poses->edge_count; i++)
        if (!walk.is_done[i] && is_late(&walk, &poses->edge[i]))
            follow(&walk, i);
    uint64_t found = find_state(&walk, graph);
    free(walk.first);
    free(walk.next);
    free(walk.pair_of);
    free(walk.is_done);
    free(walk.is_seen);
    free(walk.open);
    free(walk.pair);
    return found;
}
