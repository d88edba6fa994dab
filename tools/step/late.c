#include "late.h"

#include "chain.h"
#include "chance.h"
#include "delay.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* How many states until the limits are looked at; and how many more than the
 * search has reached are. */
enum { LOOK_EVERY = 16, MOST_STATES = 20000 };

/* Where a worker may be while its stores since the pose `store` are not seen:
 * the others have come to that state, in which it stands before that store. */
struct spot {
    int store, state, pose;
};

struct walk {
    struct graph *graph;
    int states, moves; /* when it began: later ones are not the search's */
    bool is_exact;     /* chain.h can tell: no signals come */
    struct delay delay;
    int count, done;
    struct spot *spot;
    struct store_index index;
};

static const struct pose *
pose_of(const struct walk *walk, int number)
{
    return machine_pose(walk->graph->model->machine, number);
}

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
is_too_early(struct walk *walk, const struct spot *spot, int worker,
    const struct bytes *write, struct read *read)
{
    struct graph *graph = walk->graph;

    return matters(walk, read, graph->node[spot->state].state) &&
           cycle_closes(graph, spot->state, worker, write, &read->bytes) &&
           (!walk->is_exact ||
               chain_leads(graph, spot->state, worker, write, &read->bytes));
}

/* The worker has come there. Does it read too early there? */
static bool
is_spot_early(struct walk *walk, const struct spot *spot, int worker)
{
    struct bytes write[MAX_ACCESSES];
    struct after *after = delay_after(&walk->delay, spot->store);
    int count =
        cycle_accesses(walk->graph, pose_of(walk, spot->store), true, write);
    bool is_early = false;

    for (int i = 0; i < after->reads && !is_early; i++) {
        struct read *read = &after->read[i];
        if (read->pose != spot->pose ||
            !delay_unwritten(&walk->delay, spot->store, read))
            continue;
        for (int j = 0; j < count && !is_early; j++)
            is_early = is_too_early(walk, spot, worker, &write[j], read);
    }
    return is_early;
}

static void
add_spot(struct walk *walk, struct spot spot)
{
    uint64_t hash = store_hash(STORE_HASH, &spot, sizeof(spot));
    size_t cursor = 0;
    int number;

    while ((number = store_next(&walk->index, hash, &cursor)) != -1)
        if (memcmp(&walk->spot[number], &spot, sizeof(spot)) == 0)
            return;
    walk->spot =
        store_grow(walk->spot, (size_t)walk->count, sizeof(*walk->spot));
    walk->spot[walk->count] = spot;
    store_add(&walk->index, hash, walk->count++);
}

static bool
is_at(const struct walk *walk, int number, const struct pose *pose)
{
    const struct pose *other = number >= 0 ? pose_of(walk, number) : NULL;

    return other != NULL && delay_may(other) &&
           other->next->address == pose->next->address;
}

/* What is not known of that edge's pose: has the worker read the same, by the
 * same instruction, and come back to it? Then it waits in a loop that counts
 * its turns, and the search has held it back before it had counted on. */
static bool
waits_on(const struct walk *walk, const struct edge *unknown,
    const struct after *after, const struct state *state)
{
    const struct poses *poses = walk->delay.poses;
    const struct pose *pose = pose_of(walk, unknown->pose);

    for (int i = 0; i < poses->edge_count; i++) {
        const struct edge *edge = &poses->edge[i];
        if (pose_of(walk, edge->pose)->worker == pose->worker &&
            is_at(walk, edge->pose, pose) && is_at(walk, edge->next, pose) &&
            edge->note->address == unknown->note->address &&
            edge->note->bytes == unknown->note->bytes &&
            delay_reads(&walk->delay, edge, after, state))
            return true;
    }
    return false;
}

/* It goes on. What it would read there may be unknown, where more preemptions
 * lead to it: then it may be anything. Is there something that it does not read
 * in that state, and might in another? */
static bool
pass_read(struct walk *walk, struct spot spot)
{
    const struct after *after = delay_after(&walk->delay, spot.store);
    const struct state *state = walk->graph->node[spot.state].state;
    bool is_known = false, may_differ = false;

    for (int all = 0; all < 2 && !is_known; all++)
        for (int i = walk->delay.first[spot.pose]; i != -1;
             i = walk->delay.next[i]) {
            const struct edge *edge = &walk->delay.poses->edge[i];
            if (!all && !delay_reads(&walk->delay, edge, after, state)) {
                may_differ = true;
                continue;
            }
            is_known = true;
            if (!edge->orders && !(all && waits_on(walk, edge, after, state)))
                add_spot(
                    walk, (struct spot){spot.store, spot.state, edge->next});
        }
    return may_differ;
}

/* The others go on. False: nobody knows. */
static bool
pass_others(struct walk *walk, struct spot spot, int worker)
{
    struct graph *graph = walk->graph;

    for (int i = 0; i < graph->model->workers; i++)
        for (int c = CHANCE_NONE; c < CHANCES && i != worker; c++) {
            if (!chain_may(graph, spot.state, i, c))
                continue;
            int to = graph_step(graph, spot.state, turn_of(i, c));
            if (to == -1)
                return false;
            const struct move *move = &graph->moves.move[graph->move];
            if (!chance_is_step(c) || !cycle_flushes(graph, move, worker))
                add_spot(walk, (struct spot){spot.store, to, spot.pose});
        }
    return true;
}

/* False: nobody knows where that leads. */
static bool
pass(struct walk *walk, struct spot spot, int worker)
{
    return !pass_read(walk, spot) || spot.pose == spot.store ||
           (walk->graph->count - walk->states <= MOST_STATES &&
               pass_others(walk, spot, worker));
}

/* The worker stands before a store in that state, and does not make it yet. */
static uint64_t
find_read(struct walk *walk, int state, int worker)
{
    int store = walk->graph->node[state].state->seat[worker].pose;

    add_spot(walk, (struct spot){store, state, store});
    while (walk->done < walk->count) {
        struct spot spot = walk->spot[walk->done++];
        if (!delay_may(pose_of(walk, spot.pose)))
            continue;
        if (is_spot_early(walk, &spot, worker) || !pass(walk, spot, worker))
            return pose_of(walk, spot.pose)->next->address;
    }
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

    if (way->is_alone && way->alone_when == walk->moves)
        return 0;
    if (!delay_may(pose) || cycle_accesses(graph, pose, true, write) == 0 ||
        delay_after(&walk->delay, node->state->seat[worker].pose)->reads == 0)
        return 0;
    return find_read(walk, state, worker);
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

uint64_t
late_read(struct graph *graph)
{
    struct walk walk = {.graph = graph,
        .states = graph->count,
        .moves = graph->moves.count,
        .is_exact = !graph->model->machine->program->interrupts};

    delay_begin(&walk.delay, graph);
    uint64_t found = find_state(&walk);
    delay_end(&walk.delay);
    free(walk.spot);
    store_clear(&walk.index);
    return found;
}
