#include "late.h"

#include <stdlib.h>

/* A worker reads one place after it has written another. */
struct pair {
    int worker;
    uint64_t store, load; /* keys of bytes */
    uint64_t load_at;
};

struct search {
    const struct machine *machine;
    int *first, *next; /* edges by the pose that they begin at; -1: no more */
    bool *is_done;     /* edges */
    bool *is_seen;     /* poses */
    int *open;
    int open_count;
    size_t pairs;
    struct pair *pair;
};

/* The place that a step of the program's own code touches; 0: none. */
static uint64_t
place_of(const struct search *search, const struct edge *edge)
{
    const struct machine *machine = search->machine;
    const struct note *note = edge->note;
    int worker = machine_pose(machine, edge->pose)->worker;

    if (note == NULL || note->what == NULL || !note->what->is_program ||
        note->address == 0)
        return 0;
    return space_key(
               &machine->space[machine->space_of[worker]], note->address) +
           note->address % WORD_BYTES;
}

static bool
orders(const struct search *search, const struct edge *edge)
{
    const struct pose *pose = machine_pose(search->machine, edge->pose);

    return edge->orders || pose->kind != POSE_ACCESS || pose->next->orders;
}

static void
list_edges(struct search *search)
{
    const struct poses *poses = &search->machine->poses;

    for (int i = 0; i < poses->count; i++)
        search->first[i] = -1;
    for (int i = 0; i < poses->edge_count; i++) {
        search->next[i] = search->first[poses->edge[i].pose];
        search->first[poses->edge[i].pose] = i;
    }
}

static void
visit(struct search *search, int pose)
{
    if (pose < 0 || search->is_seen[pose])
        return;
    search->is_seen[pose] = true;
    search->open[search->open_count++] = pose;
}

static void
add_pair(
    struct search *search, const struct edge *store, const struct edge *load)
{
    const struct pair pair = {
        machine_pose(search->machine, store->pose)->worker,
        place_of(search, store), place_of(search, load),
        load->note->what->address};

    if (pair.load == 0 || pair.load == pair.store || !load->note->has_before)
        return;
    for (size_t i = 0; i < search->pairs; i++)
        if (search->pair[i].worker == pair.worker &&
            search->pair[i].store == pair.store &&
            search->pair[i].load == pair.load)
            return;
    search->pair =
        store_grow(search->pair, search->pairs, sizeof(*search->pair));
    search->pair[search->pairs++] = pair;
}

static bool
is_late(const struct search *search, const struct edge *edge)
{
    return place_of(search, edge) != 0 && edge->note->has_after &&
           !orders(search, edge);
}

/* Of the same worker, by the same instruction, at the same place. */
static bool
is_alike(const struct search *search, const struct edge *left,
    const struct edge *right)
{
    const struct machine *machine = search->machine;

    return machine_pose(machine, left->pose)->worker ==
               machine_pose(machine, right->pose)->worker &&
           left->note->what == right->note->what &&
           place_of(search, left) == place_of(search, right);
}

static void
begin_after(struct search *search, int number)
{
    const struct poses *poses = &search->machine->poses;
    const struct edge *store = &poses->edge[number];

    for (int i = 0; i < poses->count; i++)
        search->is_seen[i] = false;
    for (int i = number; i < poses->edge_count; i++)
        if (!search->is_done[i] && is_late(search, &poses->edge[i]) &&
            is_alike(search, store, &poses->edge[i])) {
            search->is_done[i] = true;
            visit(search, poses->edge[i].next);
        }
}

/* What may be read after such a store, before anything orders the two. */
static void
follow(struct search *search, int number)
{
    const struct poses *poses = &search->machine->poses;

    begin_after(search, number);
    while (search->open_count > 0) {
        int pose = search->open[--search->open_count];
        const struct pose *from = machine_pose(search->machine, pose);
        if (from->kind != POSE_ACCESS || from->next->orders)
            continue;
        for (int i = search->first[pose]; i != -1; i = search->next[i]) {
            const struct edge *edge = &poses->edge[i];
            add_pair(search, &poses->edge[number], edge);
            if (!edge->orders)
                visit(search, edge->next);
        }
    }
}

static uint64_t
find_opposite(const struct search *search)
{
    for (size_t i = 0; i < search->pairs; i++)
        for (size_t j = 0; j < i; j++) {
            const struct pair *left = &search->pair[i];
            const struct pair *right = &search->pair[j];
            if (left->worker != right->worker && left->store == right->load &&
                left->load == right->store)
                return left->load_at;
        }
    return 0;
}

uint64_t
late_read(const struct machine *machine)
{
    const struct poses *poses = &machine->poses;
    size_t count = (size_t)poses->count;
    struct search search = {.machine = machine,
        .first = store_new((count + 1) * sizeof(int)),
        .next = store_new(((size_t)poses->edge_count + 1) * sizeof(int)),
        .is_done = store_new((size_t)poses->edge_count + 1),
        .is_seen = store_new(count + 1),
        .open = store_new((count + 1) * sizeof(int))};

    list_edges(&search);
    for (int i = 0; i < poses->edge_count; i++)
        if (!search.is_done[i] && is_late(&search, &poses->edge[i]))
            follow(&search, i);
    uint64_t found = find_opposite(&search);
    free(search.first);
    free(search.next);
    free(search.is_done);
    free(search.is_seen);
    free(search.open);
    free(search.pair);
    return found;
}
