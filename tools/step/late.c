#include "late.h"

#include "chain.h"

#include <limits.h>
#include <stdlib.h>

/* How many states until the limits are looked at. */
enum { LOOK_EVERY = 16 };

/* What a worker may read while an earlier store of its own is not seen. */
struct read {
    int pose; /* there */
    struct bytes bytes;
    bool is_mixed; /* it has written a part of these itself */
};

/* What it may do between a store and what orders it. */
struct after {
    bool is_known;
    int reads, writes;
    struct read *read;
    struct bytes *write;
};

struct walk {
    struct graph *graph;
    const struct poses *poses;
    int states, moves; /* when it began: later ones are not the search's */
    bool is_exact;     /* nothing but the workers' steps happens */
    int *first, *next; /* edges by the pose that they begin at; -1: no more */
    int *seen, walks;  /* poses: in which walk, the last time */
    int *open, open_count;
    struct after *after; /* by the pose before the store */
};

static const struct pose *
pose_of(const struct walk *walk, int number)
{
    return machine_pose(walk->graph->model->machine, number);
}

static void
list_edges(struct walk *walk)
{
    const struct poses *poses = walk->poses;

    for (int i = 0; i < poses->count; i++)
        walk->first[i] = -1;
    for (int i = 0; i < poses->edge_count; i++) {
        walk->next[i] = walk->first[poses->edge[i].pose];
        walk->first[poses->edge[i].pose] = i;
    }
}

/* ---- From a store on, up to what orders it. ---- */

static void
visit(struct walk *walk, int pose)
{
    if (pose < 0 || walk->seen[pose] == walk->walks)
        return;
    walk->seen[pose] = walk->walks;
    walk->open[walk->open_count++] = pose;
}

/* Is the worker's next step one that may come before its stores are seen?
 * malloc may order nothing. */
static bool
is_early(const struct pose *pose)
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

/* Does it read what is there in the state? While its stores are late, the
 * others do nothing that it waits for: had they done that before, it would be
 * there. */
static bool
reads_as_in(const struct walk *walk, const struct edge *edge,
    const struct after *after, const struct state *state)
{
    const struct model *model = walk->graph->model;
    const struct note *note = edge->note;
    struct bytes load[MAX_ACCESSES];
    const struct pose *pose = pose_of(walk, edge->pose);

    if (cycle_accesses(walk->graph, pose, false, load) != 1 ||
        !note->has_before || has_written(after, &load[0]))
        return true;
    int word = model_word(model, pose->worker, note->address);
    unsigned first = note->address % WORD_BYTES;
    if (word == -1 || first + note->bytes > WORD_BYTES)
        return true;
    uint64_t other = state->value[word] >> first * CHAR_BIT ^ note->before;
    return other << (WORD_BYTES - note->bytes) * CHAR_BIT == 0;
}

/* To what may come next; in that state, unless it is NULL. What it would read
 * there may be unknown, where more preemptions lead to it: then anything. */
static void
go_on(struct walk *walk, int pose, const struct after *after,
    const struct state *state)
{
    bool is_known = false;

    for (int all = state == NULL; all < 2 && !is_known; all++)
        for (int i = walk->first[pose]; i != -1; i = walk->next[i]) {
            const struct edge *edge = &walk->poses->edge[i];
            if (!all && !reads_as_in(walk, edge, after, state))
                continue;
            is_known = true;
            if (!edge->orders)
                visit(walk, edge->next);
        }
}

/* What the pose's next step writes of those bytes. */
enum part { PART_NONE, PART_SOME, PART_ALL };

static enum part
part_written(const struct walk *walk, int pose, const struct bytes *bytes)
{
    struct bytes write[MAX_ACCESSES];
    int count = cycle_accesses(walk->graph, pose_of(walk, pose), true, write);
    enum part part = PART_NONE;

    for (int i = 0; i < count; i++)
        if (write[i].key <= bytes->key &&
            write[i].key + write[i].count >= bytes->key + bytes->count)
            return PART_ALL;
        else if (cycle_overlap(&write[i], bytes))
            part = PART_SOME;
    return part;
}

/* Is that read made without a store there on the way? What the worker reads
 * back from its buffer is no older than what it has written since. */
static bool
is_reached(
    struct walk *walk, int store, struct read *read, const struct state *state)
{
    const struct after *after = &walk->after[store];
    enum part part = part_written(walk, store, &read->bytes);

    walk->walks++;
    walk->open_count = 0;
    if (part != PART_ALL)
        go_on(walk, store, after, state);
    read->is_mixed = part == PART_SOME;
    while (walk->open_count > 0) {
        int pose = walk->open[--walk->open_count];
        if (pose == read->pose)
            return true;
        part = part_written(walk, pose, &read->bytes);
        read->is_mixed |= part == PART_SOME;
        if (is_early(pose_of(walk, pose)) && part != PART_ALL)
            go_on(walk, pose, after, state);
    }
    return false;
}

static void
add_accesses(struct walk *walk, struct after *after, int pose)
{
    struct bytes access[MAX_ACCESSES];

    for (int i =
             cycle_accesses(walk->graph, pose_of(walk, pose), false, access);
         i > 0; i--) {
        after->read =
            store_grow(after->read, (size_t)after->reads, sizeof(*after->read));
        after->read[after->reads++] = (struct read){pose, access[i - 1], false};
    }
    for (int i = cycle_accesses(walk->graph, pose_of(walk, pose), true, access);
         i > 0; i--) {
        after->write = store_grow(
            after->write, (size_t)after->writes, sizeof(*after->write));
        after->write[after->writes++] = access[i - 1];
    }
}

static struct after *
find_after(struct walk *walk, int store)
{
    struct after *after = &walk->after[store];

    if (after->is_known)
        return after;
    after->is_known = true;
    walk->walks++;
    walk->open_count = 0;
    visit(walk, store);
    while (walk->open_count > 0) {
        int pose = walk->open[--walk->open_count];
        if (!is_early(pose_of(walk, pose)))
            continue;
        add_accesses(walk, after, pose);
        go_on(walk, pose, after, NULL);
    }
    return after;
}

/* ---- States. ---- */

/* Does the move find these bytes as they are in the state? */
static bool
finds_as_in(const struct walk *walk, const struct move *move,
    const struct state *state, const struct bytes *bytes)
{
    const struct model *model = walk->graph->model;

    for (int i = 0; i < move->count; i++) {
        const struct meeting *meeting = &move->meeting[i];
        if (!meeting->is_input)
            continue;
        uint64_t key = model->machine->contended->key[meeting->word];
        uint64_t other = meeting->value ^ state->value[meeting->word];
        for (unsigned j = 0; j < WORD_BYTES; j++)
            if (cycle_overlap(&(struct bytes){key + j, 1}, bytes) &&
                (other >> j * CHAR_BIT & UCHAR_MAX) != 0)
                return false;
    }
    return true;
}

/* Does it make a difference to read that too early; or does the worker only
 * wait for another value? */
static bool
matters(
    const struct walk *walk, const struct read *read, const struct state *state)
{
    const struct moves *moves = &walk->graph->moves;
    const struct list_of_moves *list = moves_from(moves, read->pose);
    bool waits = false;

    for (int i = 0; i < list->count; i++) {
        const struct move *move = &moves->move[list->move[i]];
        if (!finds_as_in(walk, move, state, &read->bytes))
            continue;
        if (!cycle_waits(walk->graph, move))
            return true;
        waits = true;
    }
    return !waits || read->is_mixed;
}

/* The worker writes there in that state. May it read that before? */
static bool
is_too_early(struct walk *walk, int number, int worker,
    const struct bytes *write, struct read *read)
{
    struct graph *graph = walk->graph;
    const struct state *state = graph->node[number].state;

    return is_reached(walk, state->seat[worker].pose, read, state) &&
           matters(walk, read, state) &&
           cycle_closes(graph, number, worker, write, &read->bytes) &&
           (!walk->is_exact ||
               chain_leads(graph, number, worker, write, &read->bytes));
}

static uint64_t
find_read(struct walk *walk, int number, int worker, const struct bytes *write)
{
    const struct state *state = walk->graph->node[number].state;
    const struct after *after = find_after(walk, state->seat[worker].pose);

    for (int i = 0; i < after->reads; i++)
        if (is_too_early(walk, number, worker, write, &after->read[i]))
            return pose_of(walk, after->read[i].pose)->next->address;
    return 0;
}

/* Reduced: what a worker writes when it goes on alone, nobody may touch before.
 */
static uint64_t
find_store(struct walk *walk, int state, int worker)
{
    const struct graph *graph = walk->graph;
    const struct node *node = &graph->node[state];
    const struct way *way = &node->way[worker];
    const struct pose *pose = pose_of(walk, node->state->seat[worker].pose);
    struct bytes write[MAX_ACCESSES];
    uint64_t found = 0;

    if (way->is_alone && way->alone_when == walk->moves)
        return 0;
    if (!is_early(pose))
        return 0;
    int count = cycle_accesses(graph, pose, true, write);
    for (int i = 0; i < count && found == 0; i++)
        found = find_read(walk, state, worker, &write[i]);
    return found;
}

static uint64_t
find_state(struct walk *walk)
{
    struct graph *graph = walk->graph;
    uint64_t found = 0;

    for (int n = 0; n < walk->states && found == 0; n++) {
        if (n % LOOK_EVERY == 0)
            target_obey(&graph->model->machine->target);
        for (int i = 0; i < graph->model->workers && found == 0; i++)
            if (!graph->node[n].is_over)
                found = find_store(walk, n, i);
    }
    return found;
}

static bool
only_steps(const struct model *model)
{
    for (int i = CHANCE_NONE + 1; i < CHANCES; i++)
        if (i != CHANCE_SIGNAL && model->most[i] > 0)
            return false;
    return !model->machine->program->interrupts;
}

uint64_t
late_read(struct graph *graph)
{
    const struct poses *poses = &graph->model->machine->poses;
    size_t count = (size_t)poses->count + 1;
    size_t edges = (size_t)poses->edge_count + 1;
    struct walk walk = {.graph = graph,
        .poses = poses,
        .states = graph->count,
        .moves = graph->moves.count,
        .is_exact = only_steps(graph->model),
        .first = store_new(count * sizeof(int)),
        .next = store_new(edges * sizeof(int)),
        .seen = store_new(count * sizeof(int)),
        .open = store_new(count * sizeof(int)),
        .after = store_new(count * sizeof(struct after))};

    list_edges(&walk);
    uint64_t found = find_state(&walk);
    for (size_t i = 0; i < count; i++) {
        free(walk.after[i].read);
        free(walk.after[i].write);
    }
    free(walk.after);
    free(walk.first);
    free(walk.next);
    free(walk.seen);
    free(walk.open);
    return found;
}
