#include "graph.h"

#include "limit.h"
#include "race.h"

#include <stdlib.h>
#include <string.h>

/* A step is a unit of work (limit_work), and another for so many workers: each
 * is looked at. */
enum { WORKERS_OF_WORK = 8 };

/* The longest loop in which a worker is known to poll. */
enum { STEPS_OF_POLL = 64 };

static void
look_at(const struct graph *graph, struct node *node)
{
    const struct model *model = graph->model;

    node->is_over = expression_ends(graph->always, model, node->state) ||
                    race_ends(model, node->state);
    node->way = store_new((size_t)model->workers * sizeof(*node->way));
    for (int i = 0; i < model->workers; i++) {
        enum standing standing = model_standing(model, node->state, i);
        struct way *way = &node->way[i];
        way->to = -1;
        way->is_ready = standing == STANDING_READY;
        way->may_run = model_may_run(model, node->state, i);
        node->is_over |= standing == STANDING_CRASHED;
        node->runs |= way->may_run;
        node->ended += standing == STANDING_ENDED;
    }
    node->hope = node->runs ? -1 : model_last_hope(model, node->state);
}

int
graph_add(struct graph *graph, struct state *state)
{
    size_t bytes = model_state_bytes(graph->model), cursor = 0;
    uint64_t hash = store_hash(STORE_HASH, state->kernel, bytes);
    int number;

    while ((number = store_next(&graph->index, hash, &cursor)) != -1)
        if (memcmp(graph->node[number].state->kernel, state->kernel, bytes) ==
            0) {
            free(state);
            return number;
        }
    graph->node =
        store_grow(graph->node, (size_t)graph->count, sizeof(*graph->node));
    graph->node[graph->count] =
        (struct node){.state = state, .group = -1, .group_when = -1};
    look_at(graph, &graph->node[graph->count]);
    store_add(&graph->index, hash, graph->count);
    return graph->count++;
}

int
graph_step(struct graph *graph, int from, int turn)
{
    struct model *model = graph->model;
    const struct state *before = graph->node[from].state;
    int worker = turn_worker(turn);
    bool is_way = turn_chance(turn) == CHANCE_NONE;

    limit_work(1 + model->workers / WORKERS_OF_WORK);
    if (is_way && graph->node[from].way[worker].to != -1) {
        graph->move = graph->node[from].way[worker].move;
        return graph->node[from].way[worker].to;
    }
    /* The search will begin again, with words that this state lacks. A restart
     * during the step (kernel.c) would forget that. */
    if (model->machine->stale)
        return -1;
    struct state *after = model_state_copy(model, before);
    if (!model_step(model, after, turn, NULL)) {
        free(after);
        return -1;
    }
    graph->move = moves_add(&graph->moves, model, worker, before, after);
    int to = graph_add(graph, after);
    if (is_way) {
        graph->node[from].way[worker].move = graph->move;
        graph->node[from].way[worker].to = to;
    }
    return to;
}

static int
next_of(struct graph *graph, int from, int worker)
{
    const struct node *node = &graph->node[from];

    if (node->is_over || !node->way[worker].is_ready)
        return -1;
    return node->way[worker].to != -1 ? node->way[worker].to
                                      : graph_step(graph, from, worker);
}

static bool
polls(struct graph *graph, int state, int worker)
{
    int at = state, steps = 0;

    if (graph->node[state].way[worker].polls == 0) {
        do
            at = next_of(graph, at, worker);
        while (at != -1 && at != state && ++steps < STEPS_OF_POLL);
        graph->node[state].way[worker].polls = at == state ? 1 : -1;
    }
    return graph->node[state].way[worker].polls == 1;
}

int
graph_preempted(struct graph *graph, int state, int last)
{
    bool could = last != -1 && graph->node[state].way[last].is_ready;

    return could && !polls(graph, state, last) ? last : -1;
}

void
graph_clear(struct graph *graph)
{
    for (int i = 0; i < graph->count; i++) {
        free(graph->node[i].state);
        free(graph->node[i].ending);
        free(graph->node[i].way);
    }
    free(graph->node);
    store_clear(&graph->index);
    moves_clear(&graph->moves);
    free(graph->room.freed);
    free(graph->room.pose);
    free(graph->room.is_in);
    free(graph->room.left);
    graph->room = (struct room){0};
    for (int i = 0; i < graph->groups.count; i++)
        free(graph->groups.group[i]);
    free(graph->groups.group);
    graph->groups = (struct groups){0};
    graph->node = NULL;
    graph->count = 0;
}
